// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * uds:, uds-seqpacket:, uds-dgram: - Unix sockets, under a path or, as @NAME,
 * under an abstract name that goes with its last user.
 *
 * The first two have connections: socket, bind, listen, accept on one side,
 * socket, connect on the other. Of uds-dgram: one end receives from many that
 * send to its name.
 *
 * A path outlives its socket. One to which nobody answers (ECONNREFUSED) is
 * left over and is replaced; that is looked at and done with the names locked,
 * so that two who begin at once do not take each other's away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "names.h"
#include "uds.h"

/* Clients that may wait to be accepted; the system's limit is below. */
#define BACKLOG 4096

/* A path that is ours to remove. */
struct bound {
	char *path;
	dev_t device;
	ino_t inode;
};

struct uds_channel {
	struct kp_sock sock;
	struct bound name;
};

struct uds_listener {
	struct kp_listener base;
	int fd;
	struct bound name;
};

static int type_of(const struct kp_transport *transport)
{
	const struct kp_transport_info *info = &transport->info;

	if (info->kind == KP_KIND_STREAM)
		return SOCK_STREAM;
	return info->can & KP_CAN_LISTEN ? SOCK_SEQPACKET : SOCK_DGRAM;
}

static int fill(struct sockaddr_un *to, socklen_t *size, const char *address)
{
	size_t length = strlen(address);

	memset(to, 0, sizeof(*to));
	to->sun_family = AF_UNIX;
	if (length < 1 || (*address == '@' && length < 2))
		return -EINVAL;
	/* An abstract name has no end but its length. */
	if (length > sizeof(to->sun_path) - (*address != '@'))
		return -ENAMETOOLONG;
	memcpy(to->sun_path, address, length);
	if (*address == '@')
		to->sun_path[0] = '\0';
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length +
			    (*address != '@'));
	return 0;
}

static int new_socket(int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* connect() to a full backlog waits as long as sending may. */
static int limit_waiting(int fd, int64_t deadline)
{
	struct timeval limit = { 0 };
	struct timespec left;

	if (deadline != KP_DEADLINE_NEVER) {
		kp_deadline_left(deadline, &left);
		limit.tv_sec = left.tv_sec;
		limit.tv_usec = left.tv_nsec / 1000;
		/* 0 would be no limit. */
		if (!limit.tv_sec && !limit.tv_usec)
			limit.tv_usec = 1;
	}
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) <
	       0 ? -errno : 0;
}

static int connect_to(int fd, const char *address, int64_t deadline)
{
	struct sockaddr_un to;
	socklen_t size;
	int error = fill(&to, &size, address);

	if (!error && deadline != KP_DEADLINE_NEVER)
		error = limit_waiting(fd, deadline);
	if (error)
		return error;
	if (connect(fd, (struct sockaddr *)&to, size) < 0)
		return errno == EAGAIN ? kp_deadline_error(deadline) : -errno;
	return deadline == KP_DEADLINE_NEVER ? 0 :
	       limit_waiting(fd, KP_DEADLINE_NEVER);
}

/* Is it a socket that nobody has open any more? */
static bool is_left_over(const char *path, int type)
{
	struct stat st;
	int fd, error;

	if (lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = new_socket(type | SOCK_NONBLOCK);
	if (fd < 0)
		return false;
	error = connect_to(fd, path, KP_DEADLINE_NEVER);
	close(fd);
	return error == -ECONNREFUSED;
}

/* A name that is bound and not yet listened at would look left over. */
static int bind_fd(int fd, int type, const char *address)
{
	struct sockaddr_un to;
	socklen_t size;
	int error = fill(&to, &size, address);

	if (error)
		return error;
	if (bind(fd, (struct sockaddr *)&to, size) < 0)
		return -errno;
	if (type != SOCK_DGRAM && listen(fd, BACKLOG) < 0)
		return -errno;
	return 0;
}

/* With names locked. */
static int bind_path(int names, int fd, const struct kp_transport *transport,
		     const char *address, const char *path)
{
	const char *scheme = transport->info.name;
	int type = type_of(transport), error;
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (!is_left_over(address, type))
			return -EADDRINUSE;
		if (unlink(path) < 0)
			return -errno;
	}
	error = kp_name_note(names, scheme, path);
	if (error)
		return error;
	error = bind_fd(fd, type, address);
	if (error)
		kp_name_forget(names, scheme, path);
	return error;
}

/*
 * Linux gives the socket's file the mode that the socket had, less the umask,
 * so nobody gets a moment in which it is wider.
 */
static int bind_name(int fd, struct bound *name,
		     const struct kp_transport *transport,
		     const struct kp_request *request)
{
	const char *address = request->address;
	struct stat st;
	int names, error;

	if (*address == '@')
		return bind_fd(fd, type_of(transport), address);
	if (fchmod(fd, request->options->mode) < 0)
		return -errno;
	name->path = kp_name_path(address);
	if (!name->path)
		return -errno;
	names = kp_names_lock();
	error = names < 0 ? names : bind_path(names, fd, transport, address,
					      name->path);
	if (!error && request->flags & KP_KEEP)
		kp_name_forget(names, transport->info.name, name->path);
	if (names >= 0)
		kp_names_unlock(names);
	if (!error && lstat(name->path, &st) == 0) {
		name->device = st.st_dev;
		name->inode = st.st_ino;
	}
	if (error || request->flags & KP_KEEP) {
		free(name->path);
		name->path = NULL;
	}
	return error;
}

/* Only what we made: another program may have put its own there since. */
static void unbind(struct bound *name, const struct kp_transport *transport)
{
	const char *scheme = transport->info.name;
	struct stat st;
	int names;

	if (!name->path)
		return;
	names = kp_names_lock();
	if (names >= 0 && kp_name_mine(names, scheme, name->path)) {
		if (lstat(name->path, &st) == 0 &&
		    st.st_dev == name->device && st.st_ino == name->inode)
			unlink(name->path);
		kp_name_forget(names, scheme, name->path);
	}
	if (names >= 0)
		kp_names_unlock(names);
	free(name->path);
}

static int take_over(struct kp_channel *channel, int fd,
		     const struct kp_options *options)
{
	struct kp_sock *sock = (struct kp_sock *)channel;
	int on = 1;

	/* What we sent may be lost with the peer, but nothing sent to us is. */
	sock->reset_is_end = true;
	if (type_of(channel->transport) == SOCK_DGRAM &&
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
	if (domain != AF_UNIX || type != type_of(channel->transport))
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
	int error = bind_name(fd, &uds->name, channel->transport, request);

	if (error)
		return error;
	error = take_over(channel, fd, request->options);
	if (error)
		unbind(&uds->name, channel->transport);
	return error;
}

static int open_client(struct kp_channel *channel, int fd,
		       const struct kp_request *request)
{
	int error = connect_to(fd, request->address, request->deadline);

	return error ? error : take_over(channel, fd, request->options);
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	int type = type_of(channel->transport), fd, error;

	if (request->handed_count)
		return open_handed(channel, request);
	fd = new_socket(type);
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

	if (socketpair(AF_UNIX, type_of(pair[0]->transport) | SOCK_CLOEXEC, 0,
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
	unbind(&((struct uds_channel *)channel)->name, channel->transport);
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

	uds->fd = new_socket(type_of(listener->transport) | SOCK_NONBLOCK);
	if (uds->fd < 0)
		return uds->fd;
	error = bind_name(uds->fd, &uds->name, listener->transport, request);
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

	unbind(&uds->name, listener->transport);
	close(uds->fd);
}

static int name_exists(const char *address)
{
	struct stat st;

	return lstat(address, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Its maker is gone; is somebody else there, to whom it was handed? */
static int remove_left_over(const char *address, int type)
{
	if (!name_exists(address))
		return 0;
	if (!is_left_over(address, type))
		return -EBUSY;
	return unlink(address) < 0 ? -errno : 0;
}

static int stream_remove(const char *address)
{
	return remove_left_over(address, SOCK_STREAM);
}

static int seqpacket_remove(const char *address)
{
	return remove_left_over(address, SOCK_SEQPACKET);
}

static int dgram_remove(const char *address)
{
	return remove_left_over(address, SOCK_DGRAM);
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
	.name_exists = name_exists

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
