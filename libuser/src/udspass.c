// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Descriptors over Unix sockets, by SCM_RIGHTS. What arrives and cannot be
 * handed to the caller is closed, so nobody can fill our table with what we
 * did not ask for.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "uds.h"

#define CONTROL_MAX (CMSG_SPACE(KP_FDS_MAX * sizeof(int)) + \
		     CMSG_SPACE(sizeof(struct ucred)))

union control {
	struct cmsghdr header;		/* for its alignment */
	char room[CONTROL_MAX];
};

static ssize_t send_first(int fd, const struct msghdr *message,
			  int64_t deadline)
{
	ssize_t sent;
	int ready;

	for (;;) {
		sent = sendmsg(fd, message,
			       MSG_NOSIGNAL | kp_sock_flags(deadline));
		if (sent >= 0)
			return sent;
		if (errno != EAGAIN)
			return kp_sock_send_error();
		ready = kp_wait_fd(fd, POLLOUT, deadline);
		if (ready < 0)
			return ready;
	}
}

ssize_t kp_uds_send_fds(struct kp_channel *channel, const struct iovec *data,
			const int *fds, unsigned int count, int64_t deadline)
{
	const struct kp_sock *sock = (struct kp_sock *)channel;
	union control control = { .room = { 0 } };
	struct msghdr message = {
		.msg_iov = (struct iovec *)data,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)),
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);
	struct iovec rest;
	ssize_t sent, more;

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(part), fds, count * sizeof(int));
	sent = send_first(sock->fd, &message, deadline);
	if (sent < 0 || (size_t)sent == data->iov_len)
		return sent;
	/* A stream took the beginning, and the descriptors with it. */
	rest.iov_base = (char *)data->iov_base + sent;
	rest.iov_len = data->iov_len - (size_t)sent;
	more = kp_sock_send(channel, &rest, 1, rest.iov_len, deadline);
	return more < 0 ? sent : sent + more;
}

/* Moves what came to fds; returns how many, and closes what has no room. */
static unsigned int take(struct msghdr *message, int *fds, unsigned int room,
			 bool *lost)
{
	struct cmsghdr *part;
	unsigned int taken = 0;
	size_t i, came;
	int fd;

	for (part = CMSG_FIRSTHDR(message); part;
	     part = CMSG_NXTHDR(message, part)) {
		if (part->cmsg_level != SOL_SOCKET ||
		    part->cmsg_type != SCM_RIGHTS)
			continue;
		came = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < came; i++) {
			memcpy(&fd, CMSG_DATA(part) + i * sizeof(int),
			       sizeof(fd));
			if (taken < room) {
				fds[taken++] = fd;
				continue;
			}
			close(fd);
			*lost = true;
		}
	}
	return taken;
}

/* How long the next message is, which stays where it is. */
static ssize_t look_at_length(int fd, int64_t deadline)
{
	return recv(fd, NULL, 0,
		    MSG_PEEK | MSG_TRUNC | kp_sock_flags(deadline));
}

static ssize_t receive_now(struct kp_channel *channel, struct msghdr *message,
			   int64_t deadline)
{
	int fd = ((struct kp_sock *)channel)->fd;
	ssize_t length = 0;

	if (channel->transport->info.kind == KP_KIND_MESSAGE)
		length = look_at_length(fd, deadline);
	if (length > (ssize_t)message->msg_iov->iov_len)
		return -EMSGSIZE;
	if (length >= 0)
		length = recvmsg(fd, message,
				 MSG_CMSG_CLOEXEC | kp_sock_flags(deadline));
	return length < 0 ? -errno : length;
}

static ssize_t receive_first(struct kp_channel *channel,
			     struct msghdr *message, int64_t deadline)
{
	ssize_t came;
	int ready;

	for (;;) {
		came = receive_now(channel, message, deadline);
		/* Said once, by a peer that closed with something unread. */
		if (came == -ECONNRESET)
			continue;
		if (came != -EAGAIN)
			return came;
		ready = kp_wait_fd(((struct kp_sock *)channel)->fd, POLLIN,
				   deadline);
		if (ready < 0)
			return ready;
	}
}

ssize_t kp_uds_receive_fds(struct kp_channel *channel,
			   const struct iovec *data, int *fds,
			   unsigned int *count, int64_t deadline)
{
	struct kp_sock *sock = (struct kp_sock *)channel;
	union control control;
	struct msghdr message = {
		.msg_iov = (struct iovec *)data,
		.msg_iovlen = 1,
		.msg_control = control.room,
		.msg_controllen = sizeof(control.room),
	};
	unsigned int taken, room = *count;
	ssize_t came;
	bool lost;

	/* What kp_receive() found too long came without descriptors there. */
	if (sock->held) {
		*count = 0;
		return kp_sock_receive_message(channel, data, 1, data->iov_len,
					       deadline);
	}
	came = receive_first(channel, &message, deadline);
	if (came < 0)
		return came;
	if (sock->tells_sender)
		kp_sock_note_sender(sock, &message);
	lost = message.msg_flags & MSG_CTRUNC;
	taken = take(&message, fds, room, &lost);
	if (!lost) {
		*count = taken;
		return came;
	}
	/* Half of what was sent would be taken for all of it. */
	while (taken)
		close(fds[--taken]);
	*count = 0;
	return -EMFILE;
}
