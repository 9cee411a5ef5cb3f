// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Opens and closes channels: checks what transports need not check again, and
 * owns the memory of channels and listeners. What goes through them is in
 * transfer.c, waiting in ready.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "frames.h"
#include "transport.h"

#define OPEN_FLAGS (KP_DUPLEX | KP_CREATE | KP_EXCLUSIVE | KP_KEEP | \
		    KP_MESSAGES | KP_HUGE)
#define PAIR_FLAGS (KP_DUPLEX | KP_MESSAGES | KP_HUGE)
#define LISTEN_FLAGS (KP_DUPLEX | KP_KEEP | KP_MESSAGES | KP_HUGE)
/* A name that is made is its maker's alone. */
#define DEFAULT_MODE 0600

static int check_options(const struct kp_options *options)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options->reserved); i++)
		if (options->reserved[i])
			return -EINVAL;
	if (options->mode & ~0777U || options->open_within < 0 ||
	    options->spin < -1)
		return -EINVAL;
	return 0;
}

static int check_abilities(const struct kp_transport *transport,
			   unsigned int flags)
{
	const struct kp_transport_info *info = &transport->info;

	if ((flags & KP_EXCLUSIVE) && !(flags & KP_CREATE))
		return -EINVAL;
	if ((flags & KP_CREATE) && !(info->can & KP_CAN_CREATE))
		return -EOPNOTSUPP;
	if ((flags & KP_DUPLEX) == KP_DUPLEX && !(info->can & KP_CAN_DUPLEX))
		return -EOPNOTSUPP;
	if ((flags & KP_MESSAGES) && info->kind != KP_KIND_MESSAGE &&
	    !(info->can & KP_CAN_MESSAGES))
		return -EOPNOTSUPP;
	return 0;
}

static bool is_handed(const struct kp_request *request, int fd)
{
	int i;

	for (i = 0; i < request->handed_count; i++)
		if (request->handed[i] == fd)
			return true;
	return false;
}

/* "fd=3,4": takes the descriptors over, or none of them. */
static int parse_handed(struct kp_request *request)
{
	const char *text = request->address + strlen("fd=");
	char *end;
	long fd;
	int i;

	do {
		fd = strtol(text, &end, 10);
		if (end == text || *text < '0' || *text > '9' ||
		    fd > INT32_MAX || request->handed_count == KP_HANDED_MAX ||
		    is_handed(request, (int)fd))
			return -EINVAL;
		if (fcntl((int)fd, F_GETFD) < 0)
			return -EBADF;
		request->handed[request->handed_count++] = (int)fd;
		text = end + 1;
	} while (*end == ',');
	if (*end)
		return -EINVAL;
	for (i = 0; i < request->handed_count; i++)
		fcntl(request->handed[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* What is common to all ways of beginning. Fills in request and *options. */
static int begin(const char *uri, unsigned int flags, unsigned int ability,
		 const struct kp_options *wanted, struct kp_options *options,
		 struct kp_request *request,
		 const struct kp_transport **transport)
{
	const char *colon = uri ? strchr(uri, ':') : NULL;
	int error;

	if (!colon)
		return -EINVAL;
	*transport = kp_transport_of(uri);
	if (!*transport)
		return -EPROTONOSUPPORT;
	if (!((*transport)->info.can & ability))
		return -EOPNOTSUPP;
	error = check_abilities(*transport, flags);
	if (error)
		return error;
	*options = wanted ? *wanted : (struct kp_options){ 0 };
	error = check_options(options);
	if (error)
		return error;
	if (!options->mode)
		options->mode = DEFAULT_MODE;
	*request = (struct kp_request){
		.address = colon + 1,
		.flags = flags,
		.options = options,
		.deadline = kp_deadline(options->open_within ?
					options->open_within : KP_FOREVER),
	};
	return 0;
}

static struct kp_channel *new_channel(const struct kp_transport *transport,
				      unsigned int flags,
				      const struct kp_options *options)
{
	struct kp_channel *channel = calloc(1, transport->channel_size);

	if (!channel)
		return NULL;
	channel->transport = transport;
	channel->flags = flags;
	if (transport->info.kind == KP_KIND_MESSAGE)
		channel->max_message = options->max_message ?
				       options->max_message :
				       transport->info.max_message;
	return channel;
}

/* The last step of opening; undoes all of it if it fails. */
static int finish(struct kp_channel *channel, const struct kp_options *options)
{
	int error;

	if (!(channel->flags & KP_MESSAGES) ||
	    channel->transport->info.kind != KP_KIND_STREAM)
		return 0;
	error = kp_frames_add(channel, options->max_message);
	if (error) {
		channel->transport->close(channel);
		free(channel);
	}
	return error;
}

/**
 * kp_channel_open - open one end by its name
 * @uri: "SCHEME:ADDRESS", or "SCHEME:fd=N" for what kp_channel_export() wrote
 * @flags: KP_RECEIVE, KP_SEND or both, and KP_CREATE, KP_EXCLUSIVE, KP_KEEP,
 *         KP_MESSAGES, KP_HUGE
 * @options: what it shall be like, or NULL
 * @result: receives the channel; kp_channel_close() it
 *
 * May wait for the peer, where the transport is of that kind, as long as
 * @options->open_within says. @result is written only on success.
 *
 * Return: 0 or a negative errno value; see the manual page.
 */
KP_PUBLIC int kp_channel_open(const char *uri, unsigned int flags,
			      const struct kp_options *options,
			      struct kp_channel **result)
{
	const struct kp_transport *transport;
	struct kp_options full;
	struct kp_request request;
	struct kp_channel *channel;
	unsigned int ability = KP_CAN_OPEN;
	int error;

	if (flags & ~OPEN_FLAGS || !(flags & KP_DUPLEX))
		return -EINVAL;
	if (uri && strstr(uri, ":fd=") == strchr(uri, ':'))
		ability = KP_CAN_EXPORT;
	error = begin(uri, flags, ability, options, &full, &request,
		      &transport);
	if (!error && ability == KP_CAN_EXPORT)
		error = parse_handed(&request);
	if (error)
		return error;
	channel = new_channel(transport, flags, &full);
	if (!channel)
		return -ENOMEM;
	error = transport->open(channel, &request);
	if (error) {
		free(channel);
		return error;
	}
	error = finish(channel, &full);
	if (!error)
		*result = channel;
	return error;
}

/**
 * kp_channel_pair - make two ends for relatives
 * @uri: "SCHEME:" alone
 * @flags: 0 for one way, KP_DUPLEX for both; KP_MESSAGES, KP_HUGE
 * @options: what they shall be like, or NULL
 * @pair: receives the ends. One way: [0] receives, [1] sends
 *
 * Does not wait. @pair is written only on success.
 *
 * Return: 0 or a negative errno value; see the manual page.
 */
KP_PUBLIC int kp_channel_pair(const char *uri, unsigned int flags,
			      const struct kp_options *options,
			      struct kp_channel *pair[2])
{
	bool duplex = (flags & KP_DUPLEX) == KP_DUPLEX;
	const struct kp_transport *transport;
	struct kp_channel *ends[2];
	struct kp_options full;
	struct kp_request request;
	int error;

	if (flags & ~PAIR_FLAGS || (flags & KP_DUPLEX && !duplex))
		return -EINVAL;
	error = begin(uri, flags, KP_CAN_PAIR, options, &full, &request,
		      &transport);
	if (!error && *request.address)
		error = -EINVAL;
	if (error)
		return error;
	ends[0] = new_channel(transport, flags | KP_RECEIVE, &full);
	ends[1] = new_channel(transport, flags | KP_SEND, &full);
	error = ends[0] && ends[1] ? transport->pair(ends, &request) : -ENOMEM;
	if (error) {
		free(ends[0]);
		free(ends[1]);
		return error;
	}
	error = finish(ends[0], &full);
	if (error) {
		kp_channel_close(ends[1]);
		return error;
	}
	error = finish(ends[1], &full);
	if (error) {
		kp_channel_close(ends[0]);
		return error;
	}
	pair[0] = ends[0];
	pair[1] = ends[1];
	return 0;
}

/**
 * kp_listen - wait for clients under a name
 * @uri: "SCHEME:ADDRESS"
 * @flags: directions of the channels to be accepted, both by default, and
 *         KP_MESSAGES, KP_HUGE, KP_KEEP
 * @options: what they shall be like, or NULL
 * @result: receives the listener; kp_listener_close() it
 *
 * Takes over a name whose maker is gone. @result is written only on success.
 *
 * Return: 0 or a negative errno value; see the manual page.
 */
KP_PUBLIC int kp_listen(const char *uri, unsigned int flags,
			const struct kp_options *options,
			struct kp_listener **result)
{
	const struct kp_transport *transport;
	struct kp_listener *listener;
	struct kp_options full;
	struct kp_request request;
	int error;

	if (flags & ~LISTEN_FLAGS)
		return -EINVAL;
	if (!(flags & KP_DUPLEX))
		flags |= KP_DUPLEX;
	error = begin(uri, flags, KP_CAN_LISTEN, options, &full, &request,
		      &transport);
	if (error)
		return error;
	request.flags |= KP_CREATE;
	listener = calloc(1, transport->listener_size);
	if (!listener)
		return -ENOMEM;
	listener->transport = transport;
	listener->flags = flags;
	listener->options = full;
	error = transport->listen(listener, &request);
	if (error) {
		free(listener);
		return error;
	}
	*result = listener;
	return 0;
}

/**
 * kp_accept - take the next client
 * @listener: what kp_listen() made
 * @timeout: how long to wait for one
 * @result: receives the channel to it; kp_channel_close() it
 *
 * One thread at a time. @result is written only on success.
 *
 * Return: 0; -EAGAIN, -ETIMEDOUT, -EINTR, -EMFILE, -ENFILE, -ENOMEM.
 */
KP_PUBLIC int kp_accept(struct kp_listener *listener, int64_t timeout,
			struct kp_channel **result)
{
	const struct kp_transport *transport = listener->transport;
	struct kp_channel *channel;
	int error;

	channel = new_channel(transport, listener->flags, &listener->options);
	if (!channel)
		return -ENOMEM;
	error = transport->accept(listener, channel, kp_deadline(timeout));
	if (error) {
		free(channel);
		return error;
	}
	error = finish(channel, &listener->options);
	if (!error)
		*result = channel;
	return error;
}

/**
 * kp_listener_fd - what to poll for clients
 * @listener: what kp_listen() made
 *
 * Return: a descriptor that is the listener's, readable when kp_accept() has
 * something to do.
 */
KP_PUBLIC int kp_listener_fd(const struct kp_listener *listener)
{
	return listener->transport->listener_fd(listener);
}

/**
 * kp_listener_close - take no more clients, and take the name away
 * @listener: a listener, or NULL
 *
 * Channels that were accepted stay. In a process that has the listener
 * through fork() the name stays, too.
 */
KP_PUBLIC void kp_listener_close(struct kp_listener *listener)
{
	if (!listener)
		return;
	listener->transport->unlisten(listener);
	free(listener);
}

/**
 * kp_channel_close - close an end
 * @channel: a channel, or NULL
 *
 * The peer gets what is under way and then the end, once no other process has
 * this end open. Takes away the name, if opening made it, without KP_KEEP.
 */
KP_PUBLIC void kp_channel_close(struct kp_channel *channel)
{
	if (!channel)
		return;
	if (channel->frames)
		kp_frames_remove(channel);
	channel->transport->close(channel);
	free(channel);
}

/**
 * kp_channel_shutdown - end one direction, or both, for good
 * @channel: a channel
 * @direction: KP_SEND, KP_RECEIVE or both
 *
 * Belongs to the thread that goes in this direction.
 *
 * Return: 0; -EBADF (not open in that direction), -EOPNOTSUPP, -EAGAIN (the
 * rest of a message is still to be sent: wait until sending is ready).
 */
KP_PUBLIC int kp_channel_shutdown(struct kp_channel *channel,
				  unsigned int direction)
{
	const struct kp_transport *transport = channel->transport;
	int error;

	if (!direction || direction & ~KP_DUPLEX)
		return -EINVAL;
	if (direction & ~channel->flags)
		return -EBADF;
	if (!transport->shutdown)
		return -EOPNOTSUPP;
	if (direction & KP_SEND && channel->frames) {
		error = kp_frames_flush(channel, KP_DEADLINE_NOW);
		if (error == -EAGAIN)
			return error;
	}
	error = transport->shutdown(channel, direction);
	if (error)
		return error;
	if (direction & KP_SEND)
		channel->send_ended = true;
	if (direction & KP_RECEIVE)
		channel->receive_ended = true;
	return 0;
}

/**
 * kp_channel_peer - who is at the other end
 * @channel: a channel
 * @peer: filled in
 *
 * Return: 0; -EOPNOTSUPP (the transport does not know), -ENOTCONN (nobody
 * yet).
 */
KP_PUBLIC int kp_channel_peer(struct kp_channel *channel, struct kp_peer *peer)
{
	if (!channel->transport->peer)
		return -EOPNOTSUPP;
	memset(peer, 0, sizeof(*peer));
	return channel->transport->peer(channel, peer);
}

/**
 * kp_channel_export - hand an end to a program that is about to be started
 * @channel: a channel
 * @uri: receives what the program passes to kp_channel_open()
 * @size: room in @uri; 128 bytes are enough
 *
 * Every program that this process starts from now on, in any thread, gets the
 * end, until it is closed here.
 *
 * Return: 0; -EOPNOTSUPP, -ENOSPC (@uri is too short), -EBUSY (part of a
 * message is buffered here).
 */
KP_PUBLIC int kp_channel_export(struct kp_channel *channel, char *uri,
				size_t size)
{
	const struct kp_transport *transport = channel->transport;
	size_t length = strlen(transport->info.name);

	if (!transport->export)
		return -EOPNOTSUPP;
	if (channel->frames && kp_frames_busy(channel))
		return -EBUSY;
	if (size < length + 2)
		return -ENOSPC;
	memcpy(uri, transport->info.name, length);
	uri[length++] = ':';
	return transport->export(channel, uri + length, size - length);
}

/**
 * kp_channel_transport - what this channel's transport can do
 * @channel: a channel
 *
 * Return: what kp_transport_find() would say about its URI.
 */
KP_PUBLIC const struct kp_transport_info *
kp_channel_transport(const struct kp_channel *channel)
{
	return &channel->transport->info;
}

/**
 * kp_channel_max_message - the longest message that may be sent
 * @channel: a channel
 *
 * Return: its length; 0 when the channel is a stream or a doorbell.
 */
KP_PUBLIC size_t kp_channel_max_message(const struct kp_channel *channel)
{
	return channel->frames ? kp_frames_max(channel) : channel->max_message;
}
