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
 * @woken_at: sched_clock() of the last such wake-up, or 0 once used
 * @listeners: files of this side that want a signal, by O_ASYNC
 */
struct kpipe_wait {
	wait_queue_head_t queue;
	atomic_t asleep;
	atomic64_t sleeps;
	atomic64_t wakes;
	u64 woken_at;
	struct fasync_struct *listeners;
};

/* In open-peer nobody spins. */
#define KPIPE_SPINS	2

/**
 * struct kpipe_spin - how looking before sleeping has gone at one wait site
 * @spins: waits that ended so
 * @skip: next waits that are to begin with sleep
 * @vain: what @skip becomes after the next spell in vain
 */
struct kpipe_spin {
	atomic64_t spins;
	u32 skip;
	u32 vain;
};

/**
 * enum kpipe_news - what the other side is told when a lock is let go
 * @KPIPE_NEWS_CHANGE: that it has something to do now, and had not before
 * @KPIPE_NEWS_ATTEMPT: pollers want to hear of what was no change, too
 * @KPIPE_NEWS_LATER: nothing, as kpipe_tell() follows. One wake-up is not the
 *                    same as two: who is woken in vain goes to the end of the
 *                    line.
 */
enum kpipe_news {
	KPIPE_NEWS_CHANGE,
	KPIPE_NEWS_ATTEMPT,
	KPIPE_NEWS_LATER,
};

extern const char *const kpipe_site_names[KPIPE_SITES];

void kpipe_wait_init(struct kpipe *pipe);
bool kpipe_site_over(const struct kpipe *pipe, enum kpipe_site site);
bool kpipe_spin(struct kpipe *pipe, enum kpipe_site site);
void kpipe_spin_learn(u64 ns);
int kpipe_wait(struct kpipe *pipe, enum kpipe_site site);
int kpipe_wait_beside(struct kpipe *pipe, enum kpipe_site site);
void kpipe_wake(struct kpipe *pipe, enum kpipe_site site);
void kpipe_wake_any(struct kpipe *pipe, enum kpipe_site site);
void kpipe_tell(struct kpipe *pipe, enum kpipe_site site);
void kpipe_wake_all(struct kpipe *pipe);
int kpipe_wait_peer(struct kpipe *pipe, const u32 *opens, u32 seen);
void kpipe_wake_peer(struct kpipe *pipe);
void kpipe_signal_send(struct kpipe *pipe, enum kpipe_site site);
int kpipe_fasync(int fd, struct file *file, int on);

#endif /* KPIPE_WAIT_H */
