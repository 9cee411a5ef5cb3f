// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Points in time, and sleeping on a descriptor until one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stddef.h>

#include "deadline.h"

#define NS_PER_S 1000000000

int64_t kp_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * (int64_t)NS_PER_S + ts.tv_nsec;
}

int64_t kp_deadline(int64_t timeout)
{
	int64_t end;

	if (timeout < 0)
		return KP_DEADLINE_NEVER;
	if (timeout == 0)
		return KP_DEADLINE_NOW;
	if (__builtin_add_overflow(kp_now(), timeout, &end))
		return KP_DEADLINE_NEVER;
	return end;
}

const struct timespec *kp_deadline_left(int64_t deadline,
					struct timespec *left)
{
	int64_t ns;

	if (deadline == KP_DEADLINE_NEVER)
		return NULL;
	ns = deadline == KP_DEADLINE_NOW ? 0 : deadline - kp_now();
	if (ns < 0)
		ns = 0;
	left->tv_sec = ns / NS_PER_S;
	left->tv_nsec = ns % NS_PER_S;
	return left;
}

int kp_deadline_error(int64_t deadline)
{
	return deadline == KP_DEADLINE_NOW ? -EAGAIN : -ETIMEDOUT;
}

int kp_wait_fd(int fd, short events, int64_t deadline)
{
	struct pollfd entry = { .fd = fd, .events = events };
	struct timespec left;
	int ready;

	ready = ppoll(&entry, 1, kp_deadline_left(deadline, &left), NULL);
	if (ready < 0)
		return -errno;
	if (ready == 0)
		return kp_deadline_error(deadline);
	return entry.revents;
}
