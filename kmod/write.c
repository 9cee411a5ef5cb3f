// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe writes.
 *
 * Writers own head: under wr_lock they copy bytes into pages and move it on.
 * Bytes are copied first and published after, so a fault leaves no trace.
 * Readers work on meanwhile.
 *
 * Takes wr_lock; sleeps on it, on page faults of the writer's buffer while
 * holding it, and in write-full without it.
 */
#include <linux/fcntl.h>
#include <linux/highmem.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>

#include <linux/kpipe.h>

#include "compat.h"
#include "kpipe.h"

/* Moves head, and with it every byte up to there into the readers' sight. */
static void kpipe_publish(struct kpipe *pipe, u64 head, u32 bytes)
{
	WRITE_ONCE(pipe->filled, pipe->filled + bytes);
	/* Pairs with the acquire in kpipe_read_slot() and kpipe_observe(). */
	smp_store_release(&pipe->head, head);
}

/* Where readers are now: what they have left may be written over. */
static u64 kpipe_tail(const struct kpipe *pipe)
{
	/* Pairs with the release in kpipe_store_tail(). */
	return smp_load_acquire(&pipe->tail);
}

/* The first slot that still has something to read when tail is @tail. */
static u32 kpipe_first_unread(struct kpipe *pipe, u64 tail)
{
	u32 slot = kpipe_cursor_slot(tail);

	if (slot == kpipe_cursor_slot(pipe->head))
		return kpipe_ring_first(tail, kpipe_cursor_pos(pipe->head));
	return kpipe_ring_first(tail, kpipe_buf_at(pipe, slot)->len);
}

/**
 * kpipe_room - how many slots can be opened
 * @pipe: the pipe
 *
 * Context: wr_lock held.
 * Return: the number.
 */
u32 kpipe_room(struct kpipe *pipe)
{
	u32 first = kpipe_first_unread(pipe, kpipe_tail(pipe));

	return pipe->capacity - (kpipe_cursor_slot(pipe->head) + 1 - first);
}

/* Appends to the slot that head is in, if a reader has not yet seen its end,
 * it takes appends, and all the bytes that do not make a whole page fit.
 * Returns their number, 0 when they have to go elsewhere, or -EFAULT.
 */
static ssize_t kpipe_write_merge(struct kpipe *pipe, struct iov_iter *from)
{
	struct kpipe_buf *buf;
	u32 odd = iov_iter_count(from) % PAGE_SIZE;
	u32 pos;

	lockdep_assert_held(&pipe->wr_lock);
	buf = kpipe_buf_at(pipe, kpipe_cursor_slot(pipe->head));
	pos = buf->offset + kpipe_cursor_pos(pipe->head);
	if (!odd || pos + odd > PAGE_SIZE || !(buf->flags & KPIPE_SLOT_MERGE) ||
	    kpipe_ring_empty(pipe->head, READ_ONCE(pipe->tail)))
		return 0;

	if (copy_page_from_iter(buf->page, pos, odd, from) != odd)
		return -EFAULT;
	kpipe_publish(pipe, kpipe_head_append(pipe->head, odd), odd);
	return odd;
}

/**
 * kpipe_open_slot - put bytes into the next slot
 * @pipe: the pipe, with room
 * @buf: where they are
 * @bytes: how many
 *
 * Context: wr_lock held.
 */
void kpipe_open_slot(struct kpipe *pipe, struct kpipe_buf buf, u32 bytes)
{
	u32 slot = kpipe_cursor_slot(pipe->head);
	u32 first;
	u64 head;

	lockdep_assert_held(&pipe->wr_lock);
	kpipe_buf_at(pipe, slot)->len = kpipe_cursor_pos(pipe->head);
	*kpipe_buf_at(pipe, slot + 1) = buf;
	first = kpipe_first_unread(pipe, kpipe_tail(pipe));
	head = kpipe_head_next(pipe->head, first, bytes);
	pipe->brimful |= kpipe_cursor_span(head) >= pipe->capacity;
	kpipe_publish(pipe, head, bytes);
}

/* Fills a page and opens a slot for it. Returns the bytes written, -EFAULT if
 * not all that fit in the page could be copied, or -ENOMEM.
 */
static ssize_t kpipe_write_slot(struct kpipe *pipe, struct iov_iter *from,
				struct list_head *reserve, u32 flags)
{
	u32 bytes = min_t(size_t, iov_iter_count(from), PAGE_SIZE);
	struct page *page;

	page = kpipe_page_get(pipe, reserve);
	if (!page)
		return -ENOMEM;
	if (copy_page_from_iter(page, 0, bytes, from) != bytes) {
		list_add(&page->lru, reserve);
		return -EFAULT;
	}

	kpipe_open_slot(pipe, (struct kpipe_buf) {
		.page = page,
		.flags = flags,
	}, bytes);
	return bytes;
}

/* Corrects the count of used slots in head, which is wrong when readers have
 * drained a slot after it was counted and missed that writers had left it.
 * Returns whether it was.
 */
static bool kpipe_settle(struct kpipe *pipe)
{
	u64 tail = kpipe_tail(pipe);
	u32 first = kpipe_first_unread(pipe, tail);
	u32 used = kpipe_cursor_slot(pipe->head) + 1 - first;

	if (!used || kpipe_ring_used(pipe->head, tail) == used)
		return false;
	/* Pairs with the acquire in kpipe_observe(). */
	smp_store_release(&pipe->head, kpipe_head_settle(pipe->head, first));
	return true;
}

/* Begins a stretch of writing; keeps readers out as well if the policy is to
 * have a single lock. Returns head, for kpipe_write_end().
 */
static u64 kpipe_write_begin(struct kpipe *pipe)
{
	bool single = !(READ_ONCE(pipe->policy) & KPIPE_POLICY_LOCK_SPLIT);

	if (single)
		mutex_lock(&pipe->rd_lock);
	mutex_lock(&pipe->wr_lock);
	pipe->single = single;
	return pipe->head;
}

/* kpipe_write_end(), as a part of kpipe_write(): most writes are small, and
 * then calls are a good part of what they cost.
 */
static kpipe_hot void kpipe_end_write(struct kpipe *pipe, u64 start,
				      bool woken, enum kpipe_news news)
{
	bool wake_reader, wake_writer, single;

	/* What was written, before: has a reader drained a slot, does one
	 * sleep? Pairs with the barriers of kpipe_read_end() and kpipe_wait().
	 */
	smp_mb();
	WRITE_ONCE(pipe->wr_cpu, raw_smp_processor_id() + 1);
	if (kpipe_cursor_slot(pipe->head) != kpipe_cursor_slot(start) &&
	    kpipe_settle(pipe))
		smp_mb();	/* the same again, for what was stored late */

	/* A reader that sleeps has seen tail at a head of this stretch. */
	wake_reader = news == KPIPE_NEWS_ATTEMPT ||
		      (news == KPIPE_NEWS_CHANGE &&
		       !kpipe_cursor_meets(pipe->head, start) &&
		       kpipe_cursor_reached(READ_ONCE(pipe->tail), start));
	/* A writer may sleep because of a head of this stretch that made a full
	 * pipe, and of a tail on a slot that was drained already. A reader that
	 * has left that slot since began on the next one, and does not know.
	 */
	wake_writer = (woken || pipe->brimful) && kpipe_room(pipe);
	pipe->brimful = false;
	single = pipe->single;
	pipe->single = false;
	mutex_unlock(&pipe->wr_lock);
	if (single)
		mutex_unlock(&pipe->rd_lock);

	if (wake_reader)
		kpipe_wake(pipe, KPIPE_READ_EMPTY);
	if (wake_writer)
		kpipe_wake(pipe, KPIPE_WRITE_FULL);
}

/**
 * kpipe_write_end - let go of wr_lock, and wake whom that concerns
 * @pipe: the pipe
 * @start: where head was when the lock was taken
 * @woken: whether the caller comes from kpipe_wait()
 * @news: what the other side is told
 *
 * That is a reader, when all that was there before has been read; and the next
 * writer, when this one leaves room and was woken, or has filled the pipe on
 * the way.
 *
 * Context: releases wr_lock, and rd_lock if kpipe_write_begin() took it.
 */
void kpipe_write_end(struct kpipe *pipe, u64 start, bool woken,
		     enum kpipe_news news)
{
	kpipe_end_write(pipe, start, woken, news);
}

/* Waits for room. Returns head, as kpipe_write_begin(). */
static noinline u64 kpipe_write_wait(struct kpipe *pipe, u64 start, bool woken,
				     struct list_head *reserve, size_t bytes)
{
	kpipe_write_end(pipe, start, woken, KPIPE_NEWS_CHANGE);
	kpipe_signal(pipe, KPIPE_READ_EMPTY);
	kpipe_reserve_drop(reserve);
	kpipe_wait(pipe, KPIPE_WRITE_FULL);
	kpipe_reserve(pipe, reserve, bytes);
	return kpipe_write_begin(pipe);
}

/**
 * kpipe_write - the write method of a pipe's end
 * @iocb: the file, and whether to wait and to make packets
 * @from: the writer's buffers
 *
 * Writes everything, waiting for readers to make room. Up to a page is written
 * at once or not at all; of more, each page is.
 *
 * Context: process context, sleeps. Takes wr_lock.
 * Return: bytes written, fewer than asked for when a later part failed; -EPIPE
 * when there are no readers, with SIGPIPE if it is wanted, which also comes with
 * a shortened count; -EAGAIN when it would have to wait and must not; -ERESTARTSYS when a
 * signal ended the wait; -EFAULT for a bad buffer; -ENOMEM.
 */
ssize_t kpipe_write(struct kiocb *iocb, struct iov_iter *from)
{
	struct file *file = iocb->ki_filp;
	struct kpipe *pipe = file->private_data;
	ssize_t done = 0, ret = 0;
	bool woken = false;
	LIST_HEAD(reserve);
	u64 start;
	int err;

	if (!iov_iter_count(from))
		return 0;

	kpipe_reserve(pipe, &reserve, iov_iter_count(from));
	start = kpipe_write_begin(pipe);
	if (READ_ONCE(pipe->readers))
		ret = kpipe_write_merge(pipe, from);
	while (ret >= 0) {
		done += ret;
		if (!iov_iter_count(from))
			break;

		if (!READ_ONCE(pipe->readers)) {
			ret = -EPIPE;
		} else if (kpipe_room(pipe)) {
			ret = kpipe_write_slot(pipe, from, &reserve,
					       file->f_flags & O_DIRECT ?
					       KPIPE_SLOT_PACKET :
					       KPIPE_SLOT_MERGE);
		} else if (kpipe_nonblock(iocb)) {
			ret = -EAGAIN;
		} else if (signal_pending(current)) {
			ret = -ERESTARTSYS;
		} else {
			start = kpipe_write_wait(pipe, start, woken, &reserve,
						 iov_iter_count(from));
			woken = true;
			ret = 0;
		}
	}
	if (done)
		WRITE_ONCE(pipe->writes, pipe->writes + 1);
	/* Who polls has come to count on an event for every write. */
	kpipe_end_write(pipe, start, woken, READ_ONCE(pipe->polled) ?
			KPIPE_NEWS_ATTEMPT : KPIPE_NEWS_CHANGE);
	kpipe_signal(pipe, KPIPE_READ_EMPTY);
	if (!list_empty(&reserve))
		kpipe_reserve_drop(&reserve);

	if (ret == -EPIPE && !kpipe_nosignal(iocb))
		send_sig(SIGPIPE, current, 0);
	if (!done)
		return ret;
	err = kpipe_touch(file);
	return err ? err : done;
}
