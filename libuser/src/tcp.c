// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * tcp: - for peers on another machine, by IPv4 or IPv6.
 *
 * A peer that is killed is told of by its machine at once. One whose machine
 * or network is gone says nothing: keep-alive probes find that out when the
 * line is quiet, TCP_USER_TIMEOUT when something was sent, both after
 * SILENCE_SECONDS or a little more.
 *
 * Small messages go at once (TCP_NODELAY), and a server may come back to its
 * port while old connections fade away (SO_REUSEADDR).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"
#include "sock.h"

#define SILENCE_SECONDS 10
#define PROBES 5
/* Clients that may wait to be accepted; the system's limit is below. */
#define BACKLOG 4096

struct tcp_listener {
	struct kp_listener base;
	int fd;
};

static struct tcp_listener *listener_of(const struct kp_listener *listener)
{
	return (struct tcp_listener *)listener;
}

static int set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) < 0 ?
	       -errno : 0;
}

static int set_all(int fd)
{
	static const struct {
		int level, name, value;
	} wanted[] = {
		{ IPPROTO_TCP, TCP_NODELAY, 1 },
		{ IPPROTO_TCP, TCP_USER_TIMEOUT, SILENCE_SECONDS * 1000 },
		{ IPPROTO_TCP, TCP_KEEPIDLE, SILENCE_SECONDS - PROBES },
		{ IPPROTO_TCP, TCP_KEEPINTVL, 1 },
		{ IPPROTO_TCP, TCP_KEEPCNT, PROBES },
		{ SOL_SOCKET, SO_KEEPALIVE, 1 },
	};
	int error = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted) && !error; i++)
		error = set(fd, wanted[i].level, wanted[i].name,
			    wanted[i].value);
	return error;
}

/* Sockets have several words for a peer that is gone. */
static bool is_dead(int fd)
{
	struct tcp_info info;
	socklen_t length = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&
	       info.tcpi_state == TCP_CLOSE;
}

static bool says_gone(const struct kp_channel *channel, ssize_t result)
{
	switch (result) {
	case -ECONNRESET:
	case -EHOSTUNREACH:
	case -ENETUNREACH:
		return true;
	case -ETIMEDOUT:
		/* Of the connection, or of this call? */
		return is_dead(((const struct kp_sock *)channel)->fd);
	default:
		return false;
	}
}

static ssize_t send_data(struct kp_channel *channel,
			 const struct iovec *vector, int count, size_t total,
			 int64_t deadline)
{
	ssize_t sent = kp_sock_send(channel, vector, count, total, deadline);

	return says_gone(channel, sent) ? -EPIPE : sent;
}

/* Unlike a close, a reset throws away what was under way. */
static ssize_t receive_data(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    size_t total, int64_t deadline)
{
	ssize_t came = kp_sock_receive(channel, vector, count, total, deadline);

	return says_gone(channel, came) ? -EOWNERDEAD : came;
}

/* The other machine cannot be told that nothing more will be received. */
static int shut_down(struct kp_channel *channel, unsigned int direction)
{
	return direction == KP_RECEIVE ? -EOPNOTSUPP :
	       kp_sock_shutdown(channel, direction);
}

/* "HOST:PORT", "[ADDRESS]:PORT"; no host or "*": all of this machine's. Both
 * are copied; *host is NULL for all.
 */
static int split(char text[NI_MAXHOST], const char *address, char **host,
		 const char **port)
{
	const char *colon = strrchr(address, ':');
	size_t length;

	if (!colon || !colon[1])
		return -EINVAL;
	length = (size_t)(colon - address);
	if (length >= NI_MAXHOST)
		return -ENAMETOOLONG;
	memcpy(text, address, length);
	text[length] = '\0';
	*port = colon + 1;
	*host = text;
	if (!length || !strcmp(text, "*"))
		*host = NULL;
	else if (text[0] == '[' && text[length - 1] == ']') {
		text[length - 1] = '\0';
		*host = text + 1;
	} else if (strchr(text, ':')) {
		return -EINVAL;
	}
	return 0;
}

static int lookup_error(int code)
{
	switch (code) {
	case EAI_SYSTEM:
		return -errno;
	case EAI_MEMORY:
		return -ENOMEM;
	case EAI_SERVICE:
		return -EINVAL;
	default:
		return -EHOSTUNREACH;
	}
}

static int look_up(const char *address, int flags, struct addrinfo **list)
{
	struct addrinfo hints = {
		.ai_flags = flags,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
	};
	char text[NI_MAXHOST], *host;
	const char *port;
	int error = split(text, address, &host, &port);

	if (error)
		return error;
	if (!host && !(flags & AI_PASSIVE))
		return -EINVAL;
	error = getaddrinfo(host, port, &hints, list);
	return error ? lookup_error(error) : 0;
}

static int new_socket(const struct addrinfo *where)
{
	int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC |
			SOCK_NONBLOCK, 0);

	return fd < 0 ? -errno : fd;
}

static int await_connection(int fd, int64_t deadline)
{
	socklen_t length = sizeof(int);
	int error = kp_wait_fd(fd, POLLOUT, deadline);

	if (error < 0)
		return error;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
		return -errno;
	return -error;
}

static int set_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0)
		return -errno;
	return 0;
}

/* A socket that is connected and blocks. */
static int connect_to(const struct addrinfo *where, int64_t deadline)
{
	int fd = new_socket(where), error = 0;

	if (fd < 0)
		return fd;
	if (connect(fd, where->ai_addr, where->ai_addrlen) < 0)
		error = errno == EINPROGRESS ? await_connection(fd, deadline) :
					       -errno;
	if (!error)
		error = set_blocking(fd);
	if (!error)
		return fd;
	close(fd);
	return error;
}

/* The first of the addresses that answers. */
static int connect_any(const char *address, int64_t deadline)
{
	struct addrinfo *list, *where;
	int fd = look_up(address, 0, &list);

	if (fd < 0)
		return fd;
	fd = -EHOSTUNREACH;
	for (where = list; where && fd < 0 && fd != -EINTR;
	     where = where->ai_next)
		fd = connect_to(where, deadline);
	freeaddrinfo(list);
	return fd;
}

static int take_over(struct kp_channel *channel, int fd,
		     const struct kp_options *options)
{
	int error = set_all(fd);

	return error ? error : kp_sock_init(channel, fd, options);
}

static int open_handed(struct kp_channel *channel,
		       const struct kp_request *request)
{
	int fd = request->handed[0], protocol;
	socklen_t length = sizeof(protocol);

	if (request->handed_count != 1)
		return -EINVAL;
	if (getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &length) < 0)
		return -errno;
	if (protocol != IPPROTO_TCP)
		return -EPROTOTYPE;
	return take_over(channel, fd, request->options);
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	int fd, error;

	if (request->handed_count)
		return open_handed(channel, request);
	/* Whoever listens makes the name. */
	if (request->flags & KP_CREATE)
		return -EINVAL;
	fd = connect_any(request->address, request->deadline);
	if (fd < 0)
		return fd;
	error = take_over(channel, fd, request->options);
	if (error)
		close(fd);
	return error;
}

static int bind_to(const struct addrinfo *where)
{
	int fd = new_socket(where), error;

	if (fd < 0)
		return fd;
	error = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	/* The IPv6 address of all addresses is for those of IPv4, too. */
	if (!error && where->ai_family == AF_INET6)
		error = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	if (!error && (bind(fd, where->ai_addr, where->ai_addrlen) < 0 ||
		       listen(fd, BACKLOG) < 0))
		error = -errno;
	if (!error)
		return fd;
	close(fd);
	return error;
}

/* IPv6 first, since it brings IPv4 with it. */
static int bind_any(const char *address)
{
	static const int families[] = { AF_INET6, AF_INET };
	struct addrinfo *list, *where;
	int fd = look_up(address, AI_PASSIVE, &list);
	size_t i;

	if (fd < 0)
		return fd;
	fd = -EADDRNOTAVAIL;
	for (i = 0; i < ARRAY_SIZE(families); i++)
		for (where = list; where && fd < 0; where = where->ai_next)
			if (where->ai_family == families[i])
				fd = bind_to(where);
	freeaddrinfo(list);
	return fd;
}

static int listen_at(struct kp_listener *listener,
		     const struct kp_request *request)
{
	int fd = bind_any(request->address);

	if (fd < 0)
		return fd;
	listener_of(listener)->fd = fd;
	return 0;
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
	close(listener_of(listener)->fd);
}

const struct kp_transport kp_tcp_transport = {
	.info = {
		.name = "tcp",
		.address = "HOST:PORT",
		.summary = "TCP, for peers on another machine",
		.limits = "/proc/sys/net/ipv4/tcp_wmem, core/somaxconn",
		.can = KP_CAN_OPEN | KP_CAN_LISTEN | KP_CAN_DUPLEX |
		       KP_CAN_MESSAGES | KP_CAN_HALF_CLOSE | KP_CAN_EXPORT |
		       KP_CAN_SAY_END | KP_CAN_REMOTE,
		.kind = KP_KIND_STREAM,
		.poll = KP_POLL_ITSELF,
		.name_kind = KP_NAME_NETWORK,
		.senders = 1,
		.receivers = 1,
		.crash_receive = 0,
		.crash_send = -EPIPE,
	},
	.channel_size = sizeof(struct kp_sock),
	.listener_size = sizeof(struct tcp_listener),
	.open = open_channel,
	.listen = listen_at,
	.accept = accept_from,
	.listener_fd = listener_fd,
	.unlisten = unlisten,
	.close = kp_sock_close,
	.send = send_data,
	.receive = receive_data,
	.fd = kp_sock_fd,
	.shutdown = shut_down,
	.export = kp_sock_export,
};
