// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Going on where a call on a descriptor stopped.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "deadline.h"
#include "fdio.h"
#include "transport.h"

/* Leaves what is behind the first sent bytes. Returns how many parts. */
static int rest_of(struct iovec *rest, const struct iovec *vector, int count,
		   size_t sent)
{
	int kept = 0, i;

	for (i = 0; i < count; i++) {
		if (sent >= vector[i].iov_len) {
			sent -= vector[i].iov_len;
			continue;
		}
		rest[kept].iov_base = (char *)vector[i].iov_base + sent;
		rest[kept++].iov_len = vector[i].iov_len - sent;
		sent = 0;
	}
	return kept;
}

ssize_t kp_fd_move(struct kp_channel *channel, int fd, short events,
		   kp_once *once, const struct iovec *vector, int count,
		   int64_t deadline)
{
	ssize_t moved;
	int ready;

	for (;;) {
		moved = once(channel, vector, count, deadline);
		if (moved != -EAGAIN || deadline == KP_DEADLINE_NOW)
			return moved;
		ready = kp_wait_fd(fd, events, deadline);
		if (ready < 0)
			return ready;
	}
}

ssize_t kp_fd_send(struct kp_channel *channel, int fd, kp_once *once,
		   const struct iovec *vector, int count, size_t total,
		   int64_t deadline)
{
	struct iovec rest[KP_VECTOR_PARTS];
	size_t sent = 0;
	ssize_t moved;

	for (;;) {
		moved = kp_fd_move(channel, fd, POLLOUT, once, vector, count,
				   deadline);
		if (moved < 0)
			return sent ? (ssize_t)sent : moved;
		sent += (size_t)moved;
		/* A call that may block stops early only for a reason. */
		if (sent == total || deadline == KP_DEADLINE_NEVER)
			return (ssize_t)sent;
		count = rest_of(rest, vector, count, (size_t)moved);
		vector = rest;
	}
}

int kp_fd_export(const int *fds, int count, char *text, size_t size)
{
	char list[sizeof("fd=") + KP_HANDED_MAX * sizeof(",2147483647")] = "";
	int length = 0, i;

	for (i = 0; i < count; i++)
		length += snprintf(list + length, sizeof(list) - length, "%s%d",
				   i ? "," : "fd=", fds[i]);
	if ((size_t)length >= size)
		return -ENOSPC;
	memcpy(text, list, length + 1);
	for (i = 0; i < count; i++)
		if (fcntl(fds[i], F_SETFD, 0) < 0)
			return -errno;
	return 0;
}

void kp_scatter(const struct iovec *vector, int count, const void *data,
		size_t length)
{
	size_t part;
	int i;

	for (i = 0; i < count && length; i++) {
		part = vector[i].iov_len < length ? vector[i].iov_len : length;
		memcpy(vector[i].iov_base, data, part);
		data = (const char *)data + part;
		length -= part;
	}
}

void kp_gather(void *data, const struct iovec *vector, int count,
	       size_t length)
{
	size_t part;
	int i;

	for (i = 0; i < count && length; i++) {
		part = vector[i].iov_len < length ? vector[i].iov_len : length;
		memcpy(data, vector[i].iov_base, part);
		data = (char *)data + part;
		length -= part;
	}
}
