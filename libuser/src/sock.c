// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * An end that goes on one socket. The socket itself blocks; a call that must
 * not asks for that by MSG_DONTWAIT, so no flag is shared with anybody.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"
#include "owner.h"
#include "sock.h"

/* What of SO_SNDBUF the kernel keeps to itself. */
#define SNDBUF_OVERHEAD 32

static struct kp_sock *sock_of(const struct kp_channel *channel)
{
	return (struct kp_sock *)channel;
}

static int send_buffer(int fd)
{
	socklen_t length = sizeof(int);
	int size;

	if (getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, &length) < 0)
		return -errno;
	return size;
}

/* Makes room for size bytes under way. The kernel takes what the system's
 * limit allows and does not say so.
 */
static int make_room(int fd, size_t size)
{
	int now = send_buffer(fd), wanted;

	if (now < 0)
		return now;
	if (size + SNDBUF_OVERHEAD <= (size_t)now)
		return 0;
	if (size > INT32_MAX - SNDBUF_OVERHEAD)
		return -EMSGSIZE;
	wanted = (int)size + SNDBUF_OVERHEAD;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted, sizeof(wanted)) < 0)
		return -errno;
	return send_buffer(fd) < wanted ? -EMSGSIZE : 0;
}

int kp_sock_init(struct kp_channel *channel, int fd,
		 const struct kp_options *options)
{
	struct kp_sock *sock = sock_of(channel);
	size_t room = options->capacity > channel->max_message ?
		      options->capacity : channel->max_message;
	int error = room ? make_room(fd, room) : 0;

	if (error)
		return error;
	/* Costs nothing before a message is too long for its receiver. */
	if (channel->max_message && channel->flags & KP_RECEIVE) {
		sock->spill = malloc(channel->max_message);
		if (!sock->spill)
			return -ENOMEM;
	}
	sock->fd = fd;
	return 0;
}

void kp_sock_close(struct kp_channel *channel)
{
	struct kp_sock *sock = sock_of(channel);

	close(sock->fd);
	free(sock->spill);
}

int kp_sock_shutdown(struct kp_channel *channel, unsigned int direction)
{
	int how = direction == KP_DUPLEX ? SHUT_RDWR :
		  direction == KP_SEND ? SHUT_WR : SHUT_RD;

	if (shutdown(sock_of(channel)->fd, how) == 0 || errno == ENOTCONN)
		return 0;
	return -errno;
}

int kp_sock_fd(const struct kp_channel *channel, unsigned int direction,
	       short *events)
{
	*events = direction == KP_RECEIVE ? POLLIN : POLLOUT;
	return sock_of(channel)->fd;
}

int kp_sock_export(struct kp_channel *channel, char *text, size_t size)
{
	const struct kp_sock *sock = sock_of(channel);

	return sock->held ? -EBUSY : kp_fd_export(&sock->fd, 1, text, size);
}

int kp_sock_flags(int64_t deadline)
{
	return deadline == KP_DEADLINE_NEVER ? 0 : MSG_DONTWAIT;
}

/* Sockets have several words for a peer that is gone. */
ssize_t kp_sock_send_error(void)
{
	switch (errno) {
	case ECONNRESET:
	case ECONNREFUSED:
	case ENOTCONN:
		return -EPIPE;
	default:
		return -errno;
	}
}

static ssize_t send_once(struct kp_channel *channel,
			 const struct iovec *vector, int count,
			 int64_t deadline)
{
	int fd = sock_of(channel)->fd;
	int flags = MSG_NOSIGNAL | kp_sock_flags(deadline);
	struct msghdr message = {
		.msg_iov = (struct iovec *)vector,
		.msg_iovlen = (size_t)count,
	};
	ssize_t sent;

	if (count == 1)
		sent = send(fd, vector->iov_base, vector->iov_len, flags);
	else
		sent = sendmsg(fd, &message, flags);
	return sent < 0 ? kp_sock_send_error() : sent;
}

ssize_t kp_sock_send(struct kp_channel *channel, const struct iovec *vector,
		     int count, size_t total, int64_t deadline)
{
	return kp_fd_send(channel, sock_of(channel)->fd, send_once, vector,
			  count, total, deadline);
}

ssize_t kp_sock_send_message(struct kp_channel *channel,
			     const struct iovec *vector, int count,
			     size_t total, int64_t deadline)
{
	(void)total;
	return kp_fd_move(channel, sock_of(channel)->fd, POLLOUT, send_once,
			  vector, count, deadline);
}

/* The peer that closed with something unread resets the connection; the kernel
 * says so once, even before what the peer had sent.
 */
static bool says_reset(const struct kp_sock *sock, ssize_t came)
{
	return came < 0 && errno == ECONNRESET && sock->reset_is_end;
}

static ssize_t receive_once(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    int64_t deadline)
{
	const struct kp_sock *sock = sock_of(channel);
	struct msghdr message = {
		.msg_iov = (struct iovec *)vector,
		.msg_iovlen = (size_t)count,
	};
	ssize_t came;

	do {
		if (count == 1)
			came = recv(sock->fd, vector->iov_base,
				    vector->iov_len, kp_sock_flags(deadline));
		else
			came = recvmsg(sock->fd, &message, kp_sock_flags(deadline));
	} while (says_reset(sock, came));
	return came < 0 ? -errno : came;
}

ssize_t kp_sock_receive(struct kp_channel *channel, const struct iovec *vector,
			int count, size_t total, int64_t deadline)
{
	(void)total;
	return kp_fd_move(channel, sock_of(channel)->fd, POLLIN, receive_once,
			  vector, count, deadline);
}

void kp_sock_note_sender(struct kp_sock *sock, struct msghdr *message)
{
	struct cmsghdr *part = CMSG_FIRSTHDR(message);
	struct ucred sender;

	while (part && (part->cmsg_level != SOL_SOCKET ||
			part->cmsg_type != SCM_CREDENTIALS))
		part = CMSG_NXTHDR(message, part);
	if (!part)
		return;
	memcpy(&sender, CMSG_DATA(part), sizeof(sender));
	sock->sender = (struct kp_peer){
		.known = KP_PEER_USER,
		.uid = sender.uid,
		.gid = sender.gid,
		.pid = sender.pid,
	};
}

/* One message into parts, the last of which is the spill. */
static ssize_t take_message(struct kp_sock *sock, struct iovec *parts,
			    int count, int64_t deadline)
{
	char control[CMSG_SPACE(sizeof(struct ucred))];
	struct msghdr message = {
		.msg_iov = parts,
		.msg_iovlen = (size_t)count,
	};
	ssize_t came;

	if (sock->tells_sender) {
		message.msg_control = control;
		message.msg_controllen = sizeof(control);
	}
	do {
		came = recvmsg(sock->fd, &message, kp_sock_flags(deadline));
	} while (says_reset(sock, came));
	if (came < 0)
		return -errno;
	if (sock->tells_sender)
		kp_sock_note_sender(sock, &message);
	return message.msg_flags & MSG_TRUNC ? -EBADMSG : came;
}

/* Keeps a message that went beyond the caller's total bytes into the spill. */
static ssize_t hold(struct kp_sock *sock, const struct iovec *vector,
		    int count, size_t total, size_t length)
{
	if (length > sock->base.max_message)
		return -EBADMSG;
	memmove(sock->spill + total, sock->spill, length - total);
	kp_gather(sock->spill, vector, count, total);
	sock->held = length;
	return -EMSGSIZE;
}

static ssize_t receive_message_once(struct kp_channel *channel,
				    const struct iovec *vector, int count,
				    int64_t deadline)
{
	struct kp_sock *sock = sock_of(channel);
	struct iovec parts[KP_VECTOR_PARTS];
	size_t total = 0;
	ssize_t came;
	int i;

	for (i = 0; i < count; i++)
		total += vector[i].iov_len;
	memcpy(parts, vector, sizeof(*vector) * (size_t)count);
	parts[count] = (struct iovec){ sock->spill, channel->max_message };
	do {
		came = take_message(sock, parts, count + 1, deadline);
		/* Without connections an empty message is no end. */
	} while (came == 0 &&
		 !(channel->transport->info.can & KP_CAN_SAY_END));
	if (came > 0 && (size_t)came > total)
		return hold(sock, vector, count, total, (size_t)came);
	return came;
}

ssize_t kp_sock_receive_message(struct kp_channel *channel,
				const struct iovec *vector, int count,
				size_t total, int64_t deadline)
{
	struct kp_sock *sock = sock_of(channel);
	size_t length = sock->held;

	if (!length)
		return kp_fd_move(channel, sock->fd, POLLIN,
				  receive_message_once, vector, count,
				  deadline);
	if (length > total)
		return -EMSGSIZE;
	kp_scatter(vector, count, sock->spill, length);
	sock->held = 0;
	return (ssize_t)length;
}

int kp_sock_ready_message(struct kp_channel *channel, unsigned int want)
{
	if (want & KP_RECEIVE && sock_of(channel)->held)
		return KP_RECEIVE;
	return kp_channel_poll(channel, want);
}

int kp_sock_accept(int listening, int64_t deadline)
{
	int fd, ready;

	for (;;) {
		fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			return fd;
		/* A client that gave up before we came is none. */
		if (errno == ECONNABORTED)
			continue;
		if (errno != EAGAIN)
			return -errno;
		ready = kp_wait_fd(listening, POLLIN, deadline);
		if (ready < 0)
			return ready;
	}
}
