// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * uds:, uds-seqpacket:, uds-dgram: - Unix sockets, under a path or, as @NAME,
 * under an abstract name that goes with its last user.
 *
 * The first two have connections: socket, bind, listen, accept on one side,
 * socket, connect on the other. Of uds-dgram: one end receives from many that
 * send to its name.
 *
 * Names are udsname.c's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "uds.h"

struct uds_channel {
	struct kp_sock sock;
	struct kp_uds_name name;
};

struct uds_listener {
	struct kp_listener base;
	int fd;
	struct kp_uds_name name;
};

static int take_over(struct kp_channel *channel, int fd,
		     const struct kp_options *options)
{
	struct kp_sock *sock = (struct kp_sock *)channel;
	int on = 1;

	/* What we sent may be lost with the peer, but nothing sent to us is. */
	sock->reset_is_end = true;
	if (kp_uds_type(channel->transport) == SOCK_DGRAM &&
	    channel->flags & KP_RECEIVE) {
		if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) <
		    0)
			return -errno;
		sock->tells_sender = true;
	}
	return kp_sock_init(channel, fd, options);
}

static int open_handed(struct kp_channel *channel,
		       const struct kp_request *request)
{
	int fd = request->handed[0], domain, type, flags;
	socklen_t length = sizeof(int);

	if (request->handed_count != 1)
		return -EINVAL;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) < 0)
		return -errno;
	if (domain != AF_UNIX || type != kp_uds_type(channel->transport))
		return -EPROTOTYPE;
	/* Whoever had it may have wanted otherwise; sock.c counts on it. */
	flags = fcntl(fd, F_GETFL);
	if (flags & O_NONBLOCK && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0)
		return -errno;
	return take_over(channel, fd, request->options);
}

/* The receiving end of uds-dgram: */
static int open_mailbox(struct kp_channel *channel, int fd,
			const struct kp_request *request)
{
	struct uds_channel *uds = (struct uds_channel *)channel;
	int error = kp_uds_bind(fd, &uds->name, channel->transport, request);

	if (error)
		return error;
	error = take_over(channel, fd, request->options);
	if (error)
		kp_uds_unbind(&uds->name, channel->transport);
	return error;
}

static int open_client(struct kp_channel *channel, int fd,
		       const struct kp_request *request)
{
	int error = kp_uds_connect(fd, request->address, request->deadline);

	return error ? error : take_over(channel, fd, request->options);
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	int type = kp_uds_type(channel->transport), fd, error;

	if (request->handed_count)
		return open_handed(channel, request);
	fd = kp_uds_socket(type);
	if (fd < 0)
		return fd;
	/* What receives has a name to be sent to, which it has to make. */
	if (type == SOCK_DGRAM &&
	    !(request->flags & KP_CREATE) != !(request->flags & KP_RECEIVE))
		error = -EINVAL;
	else if (request->flags & KP_CREATE)
		error = open_mailbox(channel, fd, request);
	else
		error = open_client(channel, fd, request);
	if (error)
		close(fd);
	return error;
}

static int pair(struct kp_channel *pair[2], const struct kp_request *request)
{
	int fd[2], error;

	if (socketpair(AF_UNIX,
		       kp_uds_type(pair[0]->transport) | SOCK_CLOEXEC, 0,
		       fd) < 0)
		return -errno;
	error = take_over(pair[0], fd[0], request->options);
	if (error) {
		close(fd[0]);
		close(fd[1]);
		return error;
	}
	error = take_over(pair[1], fd[1], request->options);
	if (error) {
		kp_sock_close(pair[0]);
		close(fd[1]);
	}
	return error;
}

static void close_channel(struct kp_channel *channel)
{
	struct uds_channel *uds = (struct uds_channel *)channel;

	kp_uds_unbind(&uds->name, channel->transport);
	kp_sock_close(channel);
}

static struct uds_listener *listener_of(const struct kp_listener *listener)
{
	return (struct uds_listener *)listener;
}

static int listen_at(struct kp_listener *listener,
		     const struct kp_request *request)
{
	struct uds_listener *uds = listener_of(listener);
	int error;

	uds->fd = kp_uds_socket(kp_uds_type(listener->transport) |
				SOCK_NONBLOCK);
	if (uds->fd < 0)
		return uds->fd;
	error = kp_uds_bind(uds->fd, &uds->name, listener->transport, request);
	if (error)
		close(uds->fd);
	return error;
}

static int accept_from(struct kp_listener *listener,
		       struct kp_channel *channel, int64_t deadline)
{
	int fd = kp_sock_accept(listener_of(listener)->fd, deadline), error;

	if (fd < 0)
		return fd;
	error = take_over(channel, fd, &listener->options);
	if (error)
		close(fd);
	return error;
}

static int listener_fd(const struct kp_listener *listener)
{
	return listener_of(listener)->fd;
}

static void unlisten(struct kp_listener *listener)
{
	struct uds_listener *uds = listener_of(listener);

	kp_uds_unbind(&uds->name, listener->transport);
	close(uds->fd);
}

static int stream_remove(const char *address)
{
	return kp_uds_remove_left_over(address, SOCK_STREAM);
}

static int seqpacket_remove(const char *address)
{
	return kp_uds_remove_left_over(address, SOCK_SEQPACKET);
}

static int dgram_remove(const char *address)
{
	return kp_uds_remove_left_over(address, SOCK_DGRAM);
}

#define LIMITS "/proc/sys/net/core/wmem_max, net/unix/max_dgram_qlen"
/* Less than the room a socket has for what it sends, by default. */
#define MAX_MESSAGE ((size_t)128 << 10)

#define ABILITIES (KP_CAN_OPEN | KP_CAN_PAIR | KP_CAN_PASS_FDS | \
		   KP_CAN_NAME_PEER | KP_CAN_EXPORT)
#define CONNECTED (KP_CAN_LISTEN | KP_CAN_DUPLEX | KP_CAN_HALF_CLOSE | \
		   KP_CAN_SAY_END)

#define FACTS					\
	.address = "PATH or @NAME",		\
	.limits = LIMITS,			\
	.poll = KP_POLL_ITSELF,			\
	.name_kind = KP_NAME_FILE,		\
	.receivers = 1,				\
	.crash_send = -EPIPE

#define OPERATIONS				\
	.channel_size = sizeof(struct uds_channel),	\
	.listener_size = sizeof(struct uds_listener),	\
	.open = open_channel,			\
	.pair = pair,				\
	.listen = listen_at,			\
	.accept = accept_from,			\
	.listener_fd = listener_fd,		\
	.unlisten = unlisten,			\
	.close = close_channel,			\
	.send_fds = kp_uds_send_fds,		\
	.receive_fds = kp_uds_receive_fds,	\
	.fd = kp_sock_fd,			\
	.peer = kp_uds_peer,			\
	.export = kp_sock_export,		\
	.name_exists = kp_uds_name_exists

const struct kp_transport kp_uds_transport = {
	.info = {
		.name = "uds",
		.summary = "a Unix socket, as a stream",
		.can = ABILITIES | CONNECTED | KP_CAN_MESSAGES,
		.kind = KP_KIND_STREAM,
		.senders = 1,
		.crash_receive = 0,
		FACTS,
	},
	OPERATIONS,
	.send = kp_sock_send,
	.receive = kp_sock_receive,
	.shutdown = kp_sock_shutdown,
	.name_remove = stream_remove,
};

const struct kp_transport kp_uds_seqpacket_transport = {
	.info = {
		.name = "uds-seqpacket",
		.summary = "a Unix socket, connected, message by message",
		.can = ABILITIES | CONNECTED,
		.kind = KP_KIND_MESSAGE,
		.senders = 1,
		.max_message = MAX_MESSAGE,
		.crash_receive = 0,
		FACTS,
	},
	OPERATIONS,
	.send = kp_sock_send_message,
	.receive = kp_sock_receive_message,
	.ready = kp_sock_ready_message,
	.shutdown = kp_sock_shutdown,
	.name_remove = seqpacket_remove,
};

const struct kp_transport kp_uds_dgram_transport = {
	.info = {
		.name = "uds-dgram",
		.summary = "a Unix socket that many send messages to",
		.can = ABILITIES | KP_CAN_CREATE,
		.kind = KP_KIND_MESSAGE,
		.senders = KP_MANY,
		.max_message = MAX_MESSAGE,
		.crash_receive = KP_UNTOLD,
		FACTS,
	},
	OPERATIONS,
	.send = kp_sock_send_message,
	.receive = kp_sock_receive_message,
	.ready = kp_sock_ready_message,
	.name_remove = dgram_remove,
};
