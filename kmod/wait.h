/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The places where a task sleeps, by name.
 */
#ifndef KPIPE_WAIT_H
#define KPIPE_WAIT_H

#include <linux/atomic.h>
#include <linux/types.h>
#include <linux/wait.h>

struct file;
struct kpipe;

/**
 * enum kpipe_site - where a task waits for the other side
 * @KPIPE_READ_EMPTY: a reader, until there are bytes or no writer is left
 * @KPIPE_WRITE_FULL: a writer, until a slot is free or no reader is left
 * @KPIPE_OPEN_PEER: who opens a FIFO, until it is opened the other way
 * @KPIPE_SITES: how many there are
 */
enum kpipe_site {
	KPIPE_READ_EMPTY,
	KPIPE_WRITE_FULL,
	KPIPE_OPEN_PEER,
	KPIPE_SITES
};

/**
 * struct kpipe_wait - one wait site of one pipe
 * @queue: who waits: sleepers exclusively and in order of arrival, pollers too;
 *         in open-peer nobody exclusively
 * @asleep: tasks in kpipe_wait() or kpipe_wait_peer() now
 * @sleeps: how often one went to sleep
 * @wakes: how often a sleeper or poller of this site was woken, but by a last
 *         close
 * @listeners: files of this side that want a signal, by O_ASYNC
 */
struct kpipe_wait {
	wait_queue_head_t queue;
	atomic_t asleep;
	atomic64_t sleeps;
	atomic64_t wakes;
	struct fasync_struct *listeners;
};

extern const char *const kpipe_site_names[KPIPE_SITES];

void kpipe_wait_init(struct kpipe *pipe);
int kpipe_wait(struct kpipe *pipe, enum kpipe_site site);
int kpipe_wait_beside(struct kpipe *pipe, enum kpipe_site site);
void kpipe_wake(struct kpipe *pipe, enum kpipe_site site);
void kpipe_pass(struct kpipe *pipe, enum kpipe_site site);
void kpipe_tell(struct kpipe *pipe, enum kpipe_site site);
void kpipe_wake_all(struct kpipe *pipe);
int kpipe_wait_peer(struct kpipe *pipe, const u32 *opens, u32 seen);
void kpipe_wake_peer(struct kpipe *pipe);
void kpipe_signal(struct kpipe *pipe, enum kpipe_site site);
int kpipe_fasync(int fd, struct file *file, int on);

#endif /* KPIPE_WAIT_H */
