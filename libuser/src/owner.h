/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Who owns something: a process, told apart from a later one with the same
 * pid by when it started. Fixed width, so that it can be kept in shared memory
 * and in files; an owner from there may say anything, and is only compared.
 */
#ifndef KPIPE_OWNER_H
#define KPIPE_OWNER_H

#include <stdbool.h>
#include <stdint.h>

/* pid_space: the inode number of the pid namespace; pids of another one mean
 * nothing here.
 */
struct kp_owner {
	int32_t pid;
	uint32_t pid_space;
	uint64_t start;		/* in clock ticks since boot */
};

/* The calling process. Reads /proc: not for every message. */
int kp_owner_self(struct kp_owner *owner);

/* When a process of our pid namespace started; -ESRCH when it is gone. */
int kp_owner_start(int32_t pid, uint64_t *start);

/* True when it has certainly ended, a zombie included. False when it runs, or
 * when it cannot be told: it belongs to another pid namespace, or /proc or a
 * descriptor is missing.
 */
bool kp_owner_dead(const struct kp_owner *owner);

/* A descriptor that becomes readable when it ends, close-on-exec; or -ESRCH
 * when it has ended, -EXDEV for another pid namespace.
 */
int kp_owner_watch(const struct kp_owner *owner);

bool kp_owner_same(const struct kp_owner *a, const struct kp_owner *b);

#endif /* KPIPE_OWNER_H */
