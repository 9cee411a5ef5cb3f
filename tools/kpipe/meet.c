// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opens channels for kpipe send and kpipe recv.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <time.h>

#include <kpipe/kpipe.h>

#include "meet.h"
#include "say.h"

/* Between two attempts. */
#define PAUSE_NS 20000000

static const char *what_it_lacks(const char *uri,
				 const struct kp_transport_info *info)
{
	if (!info || !strchr(uri, ':'))
		return "there is no such transport";
	if (info->kind == KP_KIND_DOORBELL)
		return "a doorbell carries no data";
	if (!(info->can & KP_CAN_OPEN) && !strstr(uri, ":fd="))
		return "it joins relatives only";
	return NULL;
}

/* NULL after a message. */
static const struct kp_transport_info *transport_of(const char *uri)
{
	const struct kp_transport_info *info = kp_transport_find(uri);
	const char *lack = what_it_lacks(uri, info);

	if (!lack)
		return info;
	fail("\"kpipe info --transports\" says what each transport can do",
	     "cannot use %s: %s", uri, lack);
	return NULL;
}

static bool meets_by_listening(const char *uri,
			       const struct kp_transport_info *info)
{
	return info->can & KP_CAN_LISTEN && !strstr(uri, ":fd=");
}

static unsigned int flags_for(const char *uri,
			      const struct kp_transport_info *info,
			      unsigned int direction)
{
	if (meets_by_listening(uri, info) && info->can & KP_CAN_DUPLEX)
		direction = KP_DUPLEX;
	if (info->kind == KP_KIND_STREAM)
		direction |= KP_MESSAGES;
	return direction;
}

static int refuse(const char *uri, int error)
{
	return fail(kp_strerror(error), "cannot open %s: %s", uri,
		    strerror(-error));
}

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* What an early sender meets, where no receiver has made the name yet. */
static bool is_too_early(int error)
{
	return error == -ENOENT || error == -ECONNREFUSED;
}

int meet_receiver(const char *uri, int64_t patience,
		  struct kp_channel **channel)
{
	const struct kp_transport_info *info = transport_of(uri);
	int64_t end = patience < 0 ? INT64_MAX : now() + patience;
	struct timespec pause = { .tv_nsec = PAUSE_NS };
	struct kp_options options = { 0 };
	int64_t left;
	int error;

	if (!info)
		return EXIT_USAGE;
	for (;;) {
		left = patience < 0 ? 0 : end - now();
		/* 0 would be no limit. */
		options.open_within = patience < 0 ? 0 : left > 1 ? left : 1;
		error = kp_channel_open(uri, flags_for(uri, info, KP_SEND),
					&options, channel);
		if (!error)
			return 0;
		if (!is_too_early(error) || (patience >= 0 && left <= 0))
			return refuse(uri, error);
		nanosleep(&pause, NULL);
	}
}

/* Serves one client, and has no name from then on. */
static int accept_one(const char *uri, unsigned int flags,
		      struct kp_channel **channel)
{
	struct kp_listener *listener;
	int error = kp_listen(uri, flags, NULL, &listener);

	if (error)
		return error;
	error = kp_accept(listener, KP_FOREVER, channel);
	kp_listener_close(listener);
	return error;
}

int meet_sender(const char *uri, struct kp_channel **channel)
{
	const struct kp_transport_info *info = transport_of(uri);
	unsigned int flags;
	int error;

	if (!info)
		return EXIT_USAGE;
	flags = flags_for(uri, info, KP_RECEIVE);
	if (meets_by_listening(uri, info))
		error = accept_one(uri, flags, channel);
	else
		error = kp_channel_open(uri, flags |
					(info->can & KP_CAN_CREATE ?
					 KP_CREATE : 0), NULL, channel);
	return error ? refuse(uri, error) : 0;
}

bool meet_both_ways(const struct kp_channel *channel)
{
	const struct kp_transport_info *info = kp_channel_transport(channel);

	return info->can & KP_CAN_LISTEN && info->can & KP_CAN_DUPLEX;
}
