// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * eventfd: - a counter of the kernel's as a doorbell between relatives:
 * write() adds the value rung, read() takes the sum of what was rung since the
 * last time. It can be polled, and is the cheapest thing that can; but it does
 * not say that the other side has closed it, hence the attendance (attend.h).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fdio.h"
#include "join.h"

struct bell {
	struct kp_channel base;
	struct kp_membership member;
	int counter;
	int epoll;
};

static struct bell *bell_of(const struct kp_channel *channel)
{
	return (struct bell *)channel;
}

static int watch(struct bell *bell)
{
	bell->epoll = kp_attend_epoll(&bell->member.attendance, bell->counter,
				      bell->base.flags & KP_SEND ? EPOLLOUT :
								   EPOLLIN);
	return bell->epoll < 0 ? bell->epoll : 0;
}

static bool is_eventfd(int fd)
{
	static const char expected[] = "anon_inode:[eventfd]";
	char path[32], target[sizeof(expected)];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, target, sizeof(target));
	return length == sizeof(expected) - 1 &&
	       !memcmp(target, expected, (size_t)length);
}

/* "fd=COUNTER,MINE,THEIRS" */
static int open_handed(struct kp_channel *channel,
		       const struct kp_request *request)
{
	struct bell *bell = bell_of(channel);
	int error;

	if (request->handed_count != 3)
		return -EINVAL;
	if (!is_eventfd(request->handed[0]))
		return -EBADF;
	bell->counter = request->handed[0];
	error = kp_join_handed(&bell->member, &request->handed[1]);
	return error ? error : watch(bell);
}

static void close_channel(struct kp_channel *channel)
{
	struct bell *bell = bell_of(channel);

	close(bell->epoll);
	close(bell->counter);
	kp_attend_leave(&bell->member.attendance);
}

/* The counter is one; each end has a descriptor of it. */
static int make_counter(struct bell *in, struct bell *out)
{
	int error;

	in->counter = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (in->counter < 0)
		return -errno;
	out->counter = fcntl(in->counter, F_DUPFD_CLOEXEC, 0);
	if (out->counter >= 0)
		return 0;
	error = -errno;
	close(in->counter);
	return error;
}

static int open_pair(struct kp_channel *pair[2],
		     const struct kp_request *request)
{
	struct bell *in = bell_of(pair[0]), *out = bell_of(pair[1]);
	int error = make_counter(in, out);

	(void)request;
	if (error)
		return error;
	error = kp_join_pair(&in->member, &out->member);
	if (error)
		goto close_counter;
	error = watch(in);
	if (error)
		goto leave;
	error = watch(out);
	if (!error)
		return 0;
	close(in->epoll);
leave:
	kp_attend_leave(&in->member.attendance);
	kp_attend_leave(&out->member.attendance);
close_counter:
	close(in->counter);
	close(out->counter);
	return error;
}

static int ring(struct kp_channel *channel, uint64_t value, int64_t deadline)
{
	struct bell *bell = bell_of(channel);
	int error;

	if (value == UINT64_MAX)
		return -ERANGE;
	/* Adding 0 would wake nobody. */
	if (value == 0)
		value = 1;
	for (;;) {
		if (kp_attend_gone(&bell->member.attendance))
			return -EPIPE;
		if (eventfd_write(bell->counter, value) == 0)
			return 0;
		if (errno != EAGAIN)
			return -errno;
		error = kp_attend_wait(&bell->member.attendance, bell->counter,
				       POLLOUT, deadline);
		if (error < 0)
			return error;
	}
}

static int hear(struct kp_channel *channel, uint64_t *value, int64_t deadline)
{
	struct bell *bell = bell_of(channel);
	int gone = 0;

	for (;;) {
		if (eventfd_read(bell->counter, value) == 0)
			return 0;
		if (errno != EAGAIN)
			return -errno;
		/* They were gone before the counter was found at 0. */
		if (gone)
			return -EPIPE;
		gone = kp_attend_wait(&bell->member.attendance, bell->counter,
				      POLLIN, deadline);
		if (gone < 0)
			return gone;
	}
}

static int get_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events)
{
	(void)direction;
	*events = POLLIN;
	return bell_of(channel)->epoll;
}

static int export_end(struct kp_channel *channel, char *text, size_t size)
{
	const struct bell *bell = bell_of(channel);
	int fds[] = { bell->counter, bell->member.attendance.mine,
		      bell->member.attendance.theirs };

	return kp_fd_export(fds, ARRAY_SIZE(fds), text, size);
}

const struct kp_transport kp_eventfd_transport = {
	.info = {
		.name = "eventfd",
		.address = "",
		.summary = "a counter, for relatives; values add up, 0 is 1",
		.limits = "2^64-2, for the sum of what was not heard yet",
		.can = KP_CAN_PAIR | KP_CAN_EXPORT,
		.kind = KP_KIND_DOORBELL,
		.poll = KP_POLL_EVENTFD,
		.name_kind = KP_NAME_NONE,
		.senders = KP_MANY,
		.receivers = KP_MANY,
		.doorbell_bits = 64,
		.crash_receive = -EPIPE,
		.crash_send = -EPIPE,
	},
	.channel_size = sizeof(struct bell),
	.open = open_handed,
	.pair = open_pair,
	.close = close_channel,
	.ring = ring,
	.hear = hear,
	.fd = get_fd,
	.export = export_end,
};
