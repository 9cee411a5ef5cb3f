// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe takes spare pages from pipes that do not use them.
 *
 * A pipe in use keeps up to KPIPE_SPARES pages, which saves a trip to the
 * page allocator for every page written. One that has carried data once and
 * now waits, as most pipes of a system do, should not cost more than the
 * kernel's own. So a pipe with more than KPIPE_SPARES_IDLE spares is on a list
 * and looked at once a second; when nothing was written in the meantime, the
 * rest goes back and the pipe leaves the list.
 *
 * idle_lock guards the list and the idle_ fields. It is taken under no other
 * lock, and under it wr_lock is only tried. Nothing sleeps under it.
 */
#include <linux/workqueue.h>

#include "kpipe.h"

#define KPIPE_IDLE_PERIOD	HZ

static void kpipe_idle_work_fn(struct work_struct *work);

static DEFINE_SPINLOCK(idle_lock);
static LIST_HEAD(idle_pipes);
static DECLARE_DELAYED_WORK(idle_work, kpipe_idle_work_fn);

/**
 * kpipe_idle_list - put a pipe on the list of those to look at
 * @pipe: the pipe
 *
 * Context: no lock held; does not sleep.
 */
void kpipe_idle_list(struct kpipe *pipe)
{
	spin_lock(&idle_lock);
	pipe->idle_listed = true;
	if (list_empty(&pipe->idle_node)) {
		pipe->idle_head = READ_ONCE(pipe->head);
		list_add_tail(&pipe->idle_node, &idle_pipes);
		schedule_delayed_work(&idle_work, KPIPE_IDLE_PERIOD);
	}
	spin_unlock(&idle_lock);
}

/**
 * kpipe_idle_forget - take a pipe off the list for good
 * @pipe: the pipe, which nobody uses any more
 *
 * Context: does not sleep.
 */
void kpipe_idle_forget(struct kpipe *pipe)
{
	/* Most pipes come and go unnoticed, and share no lock for it. Of the
	 * others one may be under the worker's eyes, on the list or just off.
	 */
	if (!pipe->idle_listed)
		return;
	spin_lock(&idle_lock);
	list_del_init(&pipe->idle_node);
	spin_unlock(&idle_lock);
}

/**
 * kpipe_idle_stop - make sure that the list is no longer walked
 *
 * Context: sleeps; no pipe exists any more.
 */
void kpipe_idle_stop(void)
{
	cancel_delayed_work_sync(&idle_work);
}

/* Whether @pipe was idle, has given back its spares and needs no more looks. */
static bool kpipe_idle_trim(struct kpipe *pipe)
{
	u64 head = READ_ONCE(pipe->head);

	if (head != pipe->idle_head) {
		pipe->idle_head = head;
		return false;
	}
	if (!mutex_trylock(&pipe->wr_lock))
		return false;
	list_del_init(&pipe->idle_node);
	smp_mb();	/* pairs with the one before kpipe_idle_watch() */
	kpipe_spares_trim(pipe, KPIPE_SPARES_IDLE);
	mutex_unlock(&pipe->wr_lock);
	return true;
}

static void kpipe_idle_work_fn(struct work_struct *work)
{
	LIST_HEAD(batch);

	spin_lock(&idle_lock);
	list_splice_init(&idle_pipes, &batch);
	while (!list_empty(&batch)) {
		struct kpipe *pipe;

		pipe = list_first_entry(&batch, struct kpipe, idle_node);
		if (!kpipe_idle_trim(pipe))
			list_move_tail(&pipe->idle_node, &idle_pipes);
		cond_resched_lock(&idle_lock);
	}
	if (!list_empty(&idle_pipes))
		schedule_delayed_work(&idle_work, KPIPE_IDLE_PERIOD);
	spin_unlock(&idle_lock);
}
