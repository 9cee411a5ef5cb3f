/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Timeouts become points in time once, where a call begins, so that a call of
 * many steps does not wait longer with each of them.
 *
 * A deadline is a time of CLOCK_MONOTONIC in nanoseconds, or one of the two
 * below.
 */
#ifndef KPIPE_DEADLINE_H
#define KPIPE_DEADLINE_H

#include <stdint.h>
#include <time.h>

#define KP_DEADLINE_NOW		((int64_t)0)
#define KP_DEADLINE_NEVER	INT64_MAX

int64_t kp_now(void);

/* KP_NOW, KP_FOREVER (or anything negative) or nanoseconds from now. */
int64_t kp_deadline(int64_t timeout);

/* How long it still is, for ppoll() or a futex; NULL: as long as it takes.
 * left is where the answer is put; a deadline that is over gives 0.
 */
const struct timespec *kp_deadline_left(int64_t deadline,
					struct timespec *left);

/* What a call returns for which the time is over: -EAGAIN or -ETIMEDOUT. */
int kp_deadline_error(int64_t deadline);

/* Sleeps until one of the events, or a hang-up or error of fd. Returns what
 * poll(2) found, above 0, or -EAGAIN, -ETIMEDOUT, -EINTR, -ENOMEM.
 */
int kp_wait_fd(int fd, short events, int64_t deadline);

#endif /* KPIPE_DEADLINE_H */
