// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe sleeps and wakes, and the only place that does.
 *
 * No wake-up is lost, because both sides do two things in opposite order with
 * a full barrier between:
 *
 *	who waits				who has news
 *	---------				------------
 *	enqueue					store head, tail or a count
 *	full barrier (prepare_to_wait_event)	full barrier
 *	look: still nothing?			look: anybody in the queue?
 *	sleep					wake
 *
 * At least one of them sees what the other did. (A sleeper may see a tail that a
 * third task stored. That this goes well needs processors on which a store
 * becomes visible to all others at once; hence Kconfig leaves out POWER.)
 *
 * No lock of the pipe is held here.
 */
#include <linux/poll.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>

#include "kpipe.h"

const char *const kpipe_site_names[KPIPE_SITES] = {
	[KPIPE_READ_EMPTY] = "read-empty",
	[KPIPE_WRITE_FULL] = "write-full",
	[KPIPE_OPEN_PEER] = "open-peer",
};

/* What the sleepers of a site are told, so that pollers that want something
 * else sleep on.
 */
static const __poll_t kpipe_site_events[KPIPE_SITES] = {
	[KPIPE_READ_EMPTY] = EPOLLIN | EPOLLRDNORM,
	[KPIPE_WRITE_FULL] = EPOLLOUT | EPOLLWRNORM,
};

/* Whether there is no longer a reason to sleep at @site. */
bool kpipe_site_over(const struct kpipe *pipe, enum kpipe_site site)
{
	u64 head, tail;

	kpipe_observe(pipe, &head, &tail);
	if (site == KPIPE_READ_EMPTY)
		return !kpipe_ring_empty(head, tail) ||
		       !READ_ONCE(pipe->writers);
	return !kpipe_ring_full(head, tail, READ_ONCE(pipe->capacity)) ||
	       !READ_ONCE(pipe->readers);
}

/**
 * kpipe_wait_init - prepare the wait sites of a new pipe
 * @pipe: the pipe
 *
 * Context: nobody else knows of the pipe yet.
 */
void kpipe_wait_init(struct kpipe *pipe)
{
	int site;

	for (site = 0; site < KPIPE_SITES; site++)
		init_waitqueue_head(&pipe->wait[site].queue);
}

/* Sleeps as kpipe_wait() or kpipe_wait_beside(). */
static int kpipe_wait_as(struct kpipe *pipe, enum kpipe_site site, int flags)
{
	struct kpipe_wait *wait = &pipe->wait[site];
	struct wait_queue_entry entry;
	u64 woken;
	long err;

	if (kpipe_spin(pipe, site))
		return 0;
	init_wait_entry(&entry, flags);
	atomic_inc(&wait->asleep);
	for (;;) {
		err = prepare_to_wait_event(&wait->queue, &entry,
					    TASK_INTERRUPTIBLE);
		/* Before the signal: one that was chosen to be woken has to
		 * use that, or nobody does.
		 */
		if (kpipe_site_over(pipe, site)) {
			err = 0;
			break;
		}
		if (err)
			break;
		atomic64_inc(&wait->sleeps);
		WRITE_ONCE(wait->woken_at, 0);
		schedule();
		woken = READ_ONCE(wait->woken_at);
		if (woken)
			kpipe_spin_learn(sched_clock() - woken);
	}
	finish_wait(&wait->queue, &entry);
	atomic_dec(&wait->asleep);
	return err;
}

/**
 * kpipe_wait - sleep until the other side has done something
 * @pipe: the pipe
 * @site: where, which is to say what for
 *
 * Sleepers are woken one at a time, first come first served. When this
 * returns, somebody else may already have taken what there was.
 *
 * Context: sleeps; no lock of the pipe held.
 * Return: 0, or -ERESTARTSYS when a signal came and nothing else did.
 */
int kpipe_wait(struct kpipe *pipe, enum kpipe_site site)
{
	return kpipe_wait_as(pipe, site, WQ_FLAG_EXCLUSIVE);
}

/**
 * kpipe_wait_beside - the same, without a place in the line
 * @pipe: the pipe
 * @site: where, which is to say what for
 *
 * How who splices waits: woken each time that somebody is, and before those who
 * have a place; it takes no wake-up away from them.
 *
 * Context: sleeps; no lock of the pipe held.
 * Return: as kpipe_wait().
 */
int kpipe_wait_beside(struct kpipe *pipe, enum kpipe_site site)
{
	return kpipe_wait_as(pipe, site, 0);
}

/**
 * kpipe_wait_peer - sleep until the pipe has been opened for the other side
 * @pipe: the pipe
 * @opens: &pipe->read_opens or &pipe->write_opens
 * @seen: what that was when there was nobody on the other side
 *
 * A count of opens tells also of a peer that came and went before the sleeper
 * has run.
 *
 * Context: sleeps; no lock held.
 * Return: 0, or -ERESTARTSYS when a signal came and nobody else did.
 */
int kpipe_wait_peer(struct kpipe *pipe, const u32 *opens, u32 seen)
{
	struct kpipe_wait *wait = &pipe->wait[KPIPE_OPEN_PEER];
	int err;

	atomic_inc(&wait->asleep);
	err = ___wait_event(wait->queue, READ_ONCE(*opens) != seen,
			    TASK_INTERRUPTIBLE, 0, 0,
			    atomic64_inc(&wait->sleeps); schedule());
	atomic_dec(&wait->asleep);
	return err;
}

/* Wakes everybody in a queue, after a full barrier that follows the news. */
static void kpipe_wake_queue(wait_queue_head_t *queue)
{
	if (waitqueue_active(queue))
		wake_up_interruptible_all(queue);
}

/**
 * kpipe_wake_peer - wake who waits for a peer: one has come
 * @pipe: the pipe
 *
 * Pollers of the read end are woken as well: for an edge-triggered epoll on a
 * FIFO, the first writer is an event.
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_wake_peer(struct kpipe *pipe)
{
	struct kpipe_wait *wait = &pipe->wait[KPIPE_OPEN_PEER];

	/* The count of opens, before. Pairs with the barriers of
	 * kpipe_wait_peer() and kpipe_poll().
	 */
	smp_mb();
	if (atomic_read(&wait->asleep))
		atomic64_inc(&wait->wakes);
	kpipe_wake_queue(&wait->queue);
	kpipe_wake_queue(&pipe->wait[KPIPE_READ_EMPTY].queue);
}

/**
 * kpipe_wake - wake the first sleeper of a site, and its pollers
 * @pipe: the pipe
 * @site: the site
 *
 * Context: after a full barrier that follows the news; no lock held; does not
 * sleep.
 */
void kpipe_wake(struct kpipe *pipe, enum kpipe_site site)
{
	struct kpipe_wait *wait = &pipe->wait[site];

	/* After the caller's barrier; pairs with the one in kpipe_wait(). */
	if (!waitqueue_active(&wait->queue))
		return;
	atomic64_inc(&wait->wakes);
	WRITE_ONCE(wait->woken_at, sched_clock());
	wake_up_interruptible_sync_poll(&wait->queue, kpipe_site_events[site]);
}

/**
 * kpipe_wake_any - wake the first sleeper of a site, and whoever polls there
 * @pipe: the pipe
 * @site: the site
 *
 * Without saying what for, so that pollers who asked for something else look
 * again, too.
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_wake_any(struct kpipe *pipe, enum kpipe_site site)
{
	struct kpipe_wait *wait = &pipe->wait[site];

	smp_mb();
	/* After that barrier; pairs with the one in kpipe_wait(). */
	if (!waitqueue_active(&wait->queue))
		return;
	atomic64_inc(&wait->wakes);
	WRITE_ONCE(wait->woken_at, sched_clock());
	wake_up_interruptible(&wait->queue);
}

/**
 * kpipe_signal_send - the rest of kpipe_signal(): there are listeners
 * @pipe: the pipe
 * @site: the side that may have something to do now
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_signal_send(struct kpipe *pipe, enum kpipe_site site)
{
	kill_fasync(&pipe->wait[site].listeners, SIGIO,
		    site == KPIPE_READ_EMPTY ? POLL_IN : POLL_OUT);
}

/**
 * kpipe_tell - wake and signal, whatever the state of the pipe was
 * @pipe: the pipe
 * @site: the side that may have something to do now
 *
 * What splicing does each time that it has moved something.
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_tell(struct kpipe *pipe, enum kpipe_site site)
{
	kpipe_wake_any(pipe, site);
	kpipe_signal(pipe, site);
}

/**
 * kpipe_fasync - the fasync method of a pipe's end
 * @fd: the descriptor to put into the signal, or -1
 * @file: the end
 * @on: whether signals are wanted from now on
 *
 * Context: process context, sleeps.
 * Return: 0 or more, or -ENOMEM, in which case nothing has changed.
 */
int kpipe_fasync(int fd, struct file *file, int on)
{
	struct kpipe *pipe = file->private_data;
	int added = 0, err = 0;

	if (file->f_mode & FMODE_READ) {
		added = fasync_helper(fd, file, on,
				      &pipe->wait[KPIPE_READ_EMPTY].listeners);
		if (added < 0)
			return added;
	}
	if (file->f_mode & FMODE_WRITE)
		err = fasync_helper(fd, file, on,
				    &pipe->wait[KPIPE_WRITE_FULL].listeners);
	/* An entry that was there before the call stays. */
	if (err < 0 && on && added > 0)
		fasync_helper(-1, file, 0,
			      &pipe->wait[KPIPE_READ_EMPTY].listeners);
	return err;
}

/**
 * kpipe_wake_all - signal and wake everybody: one side of the pipe has gone
 * @pipe: the pipe
 *
 * Signals go first: who is woken may be the last to hold an end whose listener
 * wants to know, and may run, return and take it along before its waker goes on.
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_wake_all(struct kpipe *pipe)
{
	kpipe_signal(pipe, KPIPE_READ_EMPTY);
	kpipe_signal(pipe, KPIPE_WRITE_FULL);
	/* The count of ends, before. Pairs with the barriers of kpipe_wait()
	 * and kpipe_poll().
	 */
	smp_mb();
	kpipe_wake_queue(&pipe->wait[KPIPE_READ_EMPTY].queue);
	kpipe_wake_queue(&pipe->wait[KPIPE_WRITE_FULL].queue);
}
