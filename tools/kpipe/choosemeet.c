// SPDX-License-Identifier: GPL-2.0-only
/*
 * Brings two processes together over any transport, by what its table entry
 * says it can: a pair where there is one, else a listener, else two names, one
 * for each direction.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "choose.h"

#define PATIENCE KP_SECONDS(5)

/* Real-time signals that nothing else here uses. */
enum { PARENT_HEARS = 8, CHILD_HEARS = 9 };

/* One that is free now; 0: none. */
static unsigned int free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	unsigned int port = 0;

	if (fd < 0)
		return 0;
	if (!bind(fd, (struct sockaddr *)&address, size) &&
	    !getsockname(fd, (struct sockaddr *)&address, &size))
		port = ntohs(address.sin_port);
	close(fd);
	return port;
}

static void name_it(const struct kp_transport_info *info, unsigned int number,
		    char *uri, size_t size)
{
	const char *folder = getenv("TMPDIR");
	unsigned int pid = (unsigned int)getpid();

	switch (info->name_kind) {
	case KP_NAME_NETWORK:
		snprintf(uri, size, "%s:127.0.0.1:%u", info->name, free_port());
		break;
	case KP_NAME_SYSV:
		snprintf(uri, size, "%s:%u", info->name,
			 1U << 31 | pid << 1 | number);
		break;
	case KP_NAME_FILE:
		snprintf(uri, size, "%s:%s/kpipe-choose-%u-%u", info->name,
			 folder && *folder ? folder : "/tmp", pid, number);
		break;
	default:
		snprintf(uri, size, "%s:/kpipe-choose-%u-%u", info->name, pid,
			 number);
	}
}

static int make_pairs(struct meeting *meeting, const char *uri)
{
	struct side *sides = meeting->sides;
	struct kp_channel *pair[2];
	int error;

	if (meeting->info->can & KP_CAN_DUPLEX) {
		error = kp_channel_pair(uri, meeting->flags | KP_DUPLEX,
					&meeting->options, pair);
		if (error)
			return error;
		sides[0].in = sides[0].out = pair[0];
		sides[1].in = sides[1].out = pair[1];
		return 0;
	}
	error = kp_channel_pair(uri, meeting->flags, &meeting->options, pair);
	if (error)
		return error;
	sides[0].in = pair[0];
	sides[1].out = pair[1];
	error = kp_channel_pair(uri, meeting->flags, &meeting->options, pair);
	if (error)
		return error;
	sides[1].in = pair[0];
	sides[0].out = pair[1];
	return 0;
}

int meeting_begin(struct meeting *meeting)
{
	const struct kp_transport_info *info = meeting->info;
	unsigned int i;

	meeting->parent = getpid();
	meeting->options.open_within = PATIENCE;
	if (info->can & KP_CAN_PAIR) {
		snprintf(meeting->uri[0], sizeof(meeting->uri[0]), "%s:",
			 info->name);
		return make_pairs(meeting, meeting->uri[0]);
	}
	for (i = 0; i < 2; i++)
		name_it(info, i, meeting->uri[i], sizeof(meeting->uri[i]));
	if (info->can & KP_CAN_LISTEN)
		return kp_listen(meeting->uri[0], meeting->flags,
				 &meeting->options, &meeting->listener);
	return 0;
}

/* Opens what is heard here first, so that no two wait for each other. */
static int open_both(const struct meeting *meeting, const char *in,
		     const char *out, unsigned int create, struct side *side)
{
	unsigned int flags = meeting->flags | create;
	int error = kp_channel_open(in, flags | KP_RECEIVE, &meeting->options,
				    &side->in);

	if (error)
		return error;
	return kp_channel_open(out, flags | KP_SEND, &meeting->options,
			       &side->out);
}

static int open_named(const struct meeting *meeting, bool child, pid_t peer,
		      struct side *side)
{
	char in[32], out[48];

	if (meeting->info->name_kind != KP_NAME_PROCESS)
		return open_both(meeting, meeting->uri[child],
				 meeting->uri[!child], KP_CREATE, side);
	snprintf(in, sizeof(in), "%s:+%d", meeting->info->name,
		 child ? CHILD_HEARS : PARENT_HEARS);
	snprintf(out, sizeof(out), "%s:%d+%d", meeting->info->name, (int)peer,
		 child ? PARENT_HEARS : CHILD_HEARS);
	return open_both(meeting, in, out, 0, side);
}

int meeting_parent(struct meeting *meeting, pid_t child, struct side *side)
{
	int error;

	if (meeting->info->can & KP_CAN_PAIR) {
		*side = meeting->sides[0];
		memset(&meeting->sides[0], 0, sizeof(*side));
		side_close(&meeting->sides[1]);
		return 0;
	}
	if (!meeting->listener)
		return open_named(meeting, false, child, side);
	error = kp_accept(meeting->listener, PATIENCE, &side->in);
	side->out = side->in;
	return error;
}

int meeting_child(struct meeting *meeting, struct side *side)
{
	int error;

	if (meeting->info->can & KP_CAN_PAIR) {
		*side = meeting->sides[1];
		side_close(&meeting->sides[0]);
		return 0;
	}
	if (!meeting->listener)
		return open_named(meeting, true, meeting->parent, side);
	error = kp_channel_open(meeting->uri[0], meeting->flags | KP_DUPLEX,
				&meeting->options, &side->in);
	side->out = side->in;
	return error;
}

void meeting_end(struct meeting *meeting)
{
	side_close(&meeting->sides[0]);
	side_close(&meeting->sides[1]);
	kp_listener_close(meeting->listener);
	meeting->listener = NULL;
}

void side_close(struct side *side)
{
	if (side->out != side->in)
		kp_channel_close(side->out);
	kp_channel_close(side->in);
	side->in = side->out = NULL;
}
