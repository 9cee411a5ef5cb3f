/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Going on where a call on a descriptor stopped: for want of room or data, or
 * in the middle of a vector. Used by whatever is a plain descriptor.
 */
#ifndef KPIPE_FDIO_H
#define KPIPE_FDIO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

struct kp_channel;

/* One attempt at one system call, which blocks only when deadline is
 * KP_DEADLINE_NEVER. Returns what it moved or a negative errno value, -EAGAIN
 * when there is nothing to be done now.
 */
typedef ssize_t kp_once(struct kp_channel *channel, const struct iovec *vector,
			int count, int64_t deadline);

/* Sends all of the vector, total bytes, which once() may cut anywhere. Returns
 * less than total only if time is over, a signal came or the peer went.
 */
ssize_t kp_fd_send(struct kp_channel *channel, int fd, kp_once *once,
		   const struct iovec *vector, int count, size_t total,
		   int64_t deadline);

/* Moves something, or waits for events until it can. */
ssize_t kp_fd_move(struct kp_channel *channel, int fd, short events,
		   kp_once *once, const struct iovec *vector, int count,
		   int64_t deadline);

/* Makes descriptors survive exec and writes "fd=N,N"; -ENOSPC. */
int kp_fd_export(const int *fds, int count, char *text, size_t size);

/* Copies length bytes at data into the parts of a vector that has room. */
void kp_scatter(const struct iovec *vector, int count, const void *data,
		size_t length);
/* Copies the first length bytes that a vector's parts hold. */
void kp_gather(void *data, const struct iovec *vector, int count,
	       size_t length);

#endif /* KPIPE_FDIO_H */
