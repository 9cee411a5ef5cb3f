/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The processes that have said they will send signals, each watched by a
 * descriptor of its own, all of them by one epoll descriptor.
 */
#ifndef KPIPE_RINGERS_H
#define KPIPE_RINGERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct kp_ringer;

struct kp_ringers {
	int epoll;
	bool met;		/* one was there */
	size_t count, room;
	struct kp_ringer *list;
};

/* fd is another descriptor that makes epoll readable. */
int kp_ringers_init(struct kp_ringers *ringers, int fd);
void kp_ringers_free(struct kp_ringers *ringers);

/* One came, or went of its own accord. */
int kp_ringers_add(struct kp_ringers *ringers, pid_t pid);
void kp_ringers_remove(struct kp_ringers *ringers, pid_t pid);

/* True when there were some and none is left: looks who has died. */
bool kp_ringers_gone(struct kp_ringers *ringers);

#endif /* KPIPE_RINGERS_H */
