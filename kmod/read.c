// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe reads.
 *
 * Readers own tail: under rd_lock they copy bytes out and move it towards
 * head. Writers work on meanwhile; what they finish while a read is under way
 * it may take along.
 *
 * Most reads are small, and then calls are a good part of what they cost. Hence
 * what others need from here, too, is inline.
 *
 * Takes rd_lock; sleeps on it, on page faults of the reader's buffer while
 * holding it, and in read-empty without it.
 */
#include <linux/highmem.h>
#include <linux/uio.h>

#include <linux/kpipe.h>

#include "compat.h"
#include "kpipe.h"

/* Lets go of a slot that is drained and that writers have left. */
static u64 kpipe_leave_slot(struct kpipe *pipe, u64 tail)
{
	kpipe_page_recycle(pipe, kpipe_buf_at(pipe, kpipe_cursor_slot(tail)));
	return kpipe_tail_next(tail);
}

/* Whether tail would stand on such a slot. */
static bool kpipe_slot_over(const struct kpipe *pipe, u64 tail, u64 head)
{
	u32 slot = kpipe_cursor_slot(tail);

	return slot != kpipe_cursor_slot(head) &&
	       kpipe_cursor_pos(tail) == kpipe_buf_at(pipe, slot)->len;
}

static void kpipe_store_tail(struct kpipe *pipe, u64 tail)
{
	/* Pairs with the acquire in kpipe_tail(). */
	smp_store_release(&pipe->tail, tail);
}

/* Moves tail past the slot where it stands, if that is over. Returns whether
 * it was.
 */
static kpipe_hot bool kpipe_settle_tail(struct kpipe *pipe, u64 head)
{
	if (!kpipe_slot_over(pipe, pipe->tail, head))
		return false;
	kpipe_store_tail(pipe, kpipe_leave_slot(pipe, pipe->tail));
	return true;
}

/**
 * kpipe_peek - find unread bytes
 * @pipe: the pipe
 * @head: where its head is
 * @cursor: tail, or a place after it; moved to where the bytes are
 * @chunk: where the answer goes
 *
 * Context: rd_lock held.
 * Return: whether there are any.
 */
kpipe_hot bool kpipe_peek(const struct kpipe *pipe, u64 head, u64 *cursor,
			  struct kpipe_chunk *chunk)
{
	u32 slot = kpipe_cursor_slot(*cursor);
	u32 end;

	lockdep_assert_held(&pipe->rd_lock);
	if (kpipe_ring_empty(head, *cursor))
		return false;
	if (kpipe_slot_over(pipe, *cursor, head)) {
		*cursor = kpipe_tail_next(*cursor);
		slot++;
	}

	chunk->buf = kpipe_buf_at(pipe, slot);
	end = slot == kpipe_cursor_slot(head) ? kpipe_cursor_pos(head) :
						chunk->buf->len;
	chunk->offset = chunk->buf->offset + kpipe_cursor_pos(*cursor);
	chunk->len = end - kpipe_cursor_pos(*cursor);
	return true;
}

/**
 * kpipe_consume - be done with the oldest bytes
 * @pipe: the pipe
 * @head: as given to kpipe_peek()
 * @cursor: as it came from there
 * @bytes: how many, at most the length found there
 *
 * Context: rd_lock held.
 */
kpipe_hot void kpipe_consume(struct kpipe *pipe, u64 head, u64 cursor,
			     u32 bytes)
{
	u64 tail = kpipe_tail_take(cursor, bytes);

	WRITE_ONCE(pipe->drained, pipe->drained + bytes);
	if (kpipe_cursor_slot(cursor) != kpipe_cursor_slot(pipe->tail))
		kpipe_leave_slot(pipe, pipe->tail);
	if (kpipe_slot_over(pipe, tail, head))
		tail = kpipe_leave_slot(pipe, tail);
	kpipe_store_tail(pipe, tail);
}

/* Copies out of one slot as much as it has and @to takes; unless @split, the
 * rest of a packet is thrown away. Returns the bytes copied, 0 when the pipe is
 * empty, -EFAULT when not all of them could be copied; the slot then keeps what
 * it had.
 */
static kpipe_hot ssize_t
kpipe_read_slot(struct kpipe *pipe, struct iov_iter *to, bool split,
		bool *packet, bool *slot_freed)
{
	/* Pairs with the release in kpipe_publish(). */
	u64 head = smp_load_acquire(&pipe->head);
	u64 tail = pipe->tail;
	struct kpipe_chunk chunk;
	u32 bytes;

	if (!kpipe_peek(pipe, head, &tail, &chunk))
		return 0;
	bytes = min_t(size_t, chunk.len, iov_iter_count(to));
	if (copy_page_to_iter(chunk.buf->page, chunk.offset, bytes, to) !=
	    bytes)
		return -EFAULT;

	*packet = !split && chunk.buf->flags & KPIPE_SLOT_PACKET;
	*slot_freed |= *packet || bytes == chunk.len;
	kpipe_consume(pipe, head, tail, *packet ? chunk.len : bytes);
	return bytes;
}

/**
 * kpipe_read_begin - begin a stretch of reading
 * @pipe: the pipe
 *
 * Context: rd_lock held.
 * Return: tail, for kpipe_read_end(); on a slot with unread bytes if there are
 * any.
 */
kpipe_hot u64 kpipe_read_begin(struct kpipe *pipe)
{
	lockdep_assert_held(&pipe->rd_lock);
	/* Pairs with the release in kpipe_publish(). */
	kpipe_settle_tail(pipe, smp_load_acquire(&pipe->head));
	return pipe->tail;
}

/**
 * kpipe_read_end - let go of rd_lock, and wake whom that concerns
 * @pipe: the pipe
 * @start: where tail was when the lock was taken
 * @woken: whether the caller comes from kpipe_wait()
 * @news: what the other side is told
 *
 * That is a writer, when the pipe was full and is no longer; and the next
 * reader, when this one was woken and leaves something.
 *
 * Context: releases rd_lock.
 */
kpipe_hot void kpipe_read_end(struct kpipe *pipe, u64 start, bool woken,
			      enum kpipe_news news)
{
	bool wake_writer, wake_reader;
	u64 head;

	/* What was read, before: has a writer moved on, does one sleep? Pairs
	 * with the barriers of kpipe_write_end() and kpipe_wait().
	 */
	smp_mb();
	/* Pairs with the release in kpipe_publish(). */
	head = smp_load_acquire(&pipe->head);
	WRITE_ONCE(pipe->rd_cpu, raw_smp_processor_id() + 1);
	if (kpipe_settle_tail(pipe, head))
		smp_mb();	/* the same again, for what was stored late */

	/* A writer that sleeps has seen tail at start or later, and this head
	 * or an earlier one, and that made a full pipe.
	 */
	wake_writer = news != KPIPE_NEWS_LATER &&
		      kpipe_ring_was_full(head, start, pipe->capacity) &&
		      (news == KPIPE_NEWS_ATTEMPT ||
		       !kpipe_ring_full(head, pipe->tail, pipe->capacity));
	wake_reader = woken && !kpipe_ring_empty(head, pipe->tail);
	mutex_unlock(&pipe->rd_lock);

	if (wake_writer)
		kpipe_wake(pipe, KPIPE_WRITE_FULL);
	if (wake_reader)
		kpipe_wake(pipe, KPIPE_READ_EMPTY);
	kpipe_idle_watch(pipe);
}

/* Where every read() from a full pipe wakes a writer, one woken in vain goes to
 * the end of the line. That shows only when there are others.
 */
static bool kpipe_queue_of_writers(const struct kpipe *pipe)
{
	return atomic_read(&pipe->wait[KPIPE_WRITE_FULL].asleep) > 1;
}

/* Waits for bytes, with rd_lock released. */
static noinline int kpipe_read_wait(struct kpipe *pipe, bool split)
{
	mutex_unlock(&pipe->rd_lock);
	if (split)
		return kpipe_wait_beside(pipe, KPIPE_READ_EMPTY);
	/* On some kernels who listens is told of a read that found nothing,
	 * too, before it sleeps.
	 */
	if (KPIPE_EMPTY_READ_SIGNALS)
		kpipe_signal(pipe, KPIPE_WRITE_FULL);
	return kpipe_wait(pipe, KPIPE_READ_EMPTY);
}

/**
 * kpipe_read_into - read into buffers
 * @pipe: the pipe
 * @to: the reader's buffers
 * @nonblock: not to wait
 * @split: to take packets for bytes like any others
 * @slot_freed: set when the last bytes of a slot have been read
 *
 * Context: process context, sleeps. Takes rd_lock.
 * Return: as kpipe_read().
 */
kpipe_hot ssize_t
kpipe_read_into(struct kpipe *pipe, struct iov_iter *to, bool nonblock,
		bool split, bool *slot_freed)
{
	enum kpipe_news news = KPIPE_NEWS_CHANGE;
	bool packet = false, woken = false;
	ssize_t done = 0, ret;
	u64 start;

	if (!iov_iter_count(to))
		return 0;

	mutex_lock(&pipe->rd_lock);
	start = kpipe_read_begin(pipe);
	for (;;) {
		/* Before head: what the last writer wrote comes before the end
		 * of the file. Pairs with the release in kpipe_uncount().
		 */
		bool writers = smp_load_acquire(&pipe->writers);

		ret = kpipe_read_slot(pipe, to, split, &packet, slot_freed);
		if (ret > 0) {
			done += ret;
			if (packet || !iov_iter_count(to))
				break;
			continue;
		}
		if (ret < 0 || done || !writers)
			break;
		if (nonblock) {
			ret = -EAGAIN;
			break;
		}

		ret = kpipe_read_wait(pipe, split);
		if (ret < 0)
			return ret;
		woken = !split;
		mutex_lock(&pipe->rd_lock);
		start = kpipe_read_begin(pipe);
	}
	if (done) {
		WRITE_ONCE(pipe->read, pipe->read + done);
		WRITE_ONCE(pipe->reads, pipe->reads + 1);
	}
	/* On some kernels who polls has come to count on an event for every
	 * read() from a full pipe.
	 */
	if (split && *slot_freed)
		news = KPIPE_NEWS_LATER;
	else if (KPIPE_EVERY_READ_IS_AN_EVENT && !split &&
		 (READ_ONCE(pipe->polled) || kpipe_queue_of_writers(pipe)))
		news = KPIPE_NEWS_ATTEMPT;
	kpipe_read_end(pipe, start, woken, news);
	return done ? done : ret;
}

/* Whether it is the core of the kernel that reads, for a splice: since 6.5 it
 * does so from what has O_DIRECT, into pages of its own and under the lock of
 * the pipe that they go to, where nobody may wait for a peer.
 */
static bool kpipe_reads_for_splice(struct kiocb *iocb,
				   const struct iov_iter *to)
{
	return iocb->ki_filp->f_flags & O_DIRECT && is_sync_kiocb(iocb) &&
	       iov_iter_is_bvec(to);
}

/**
 * kpipe_read - the read method of a pipe's end
 * @iocb: the file, and whether to wait
 * @to: the reader's buffers
 *
 * Takes what is there, up to the size of the buffers, or one packet. Waits
 * only while there is nothing.
 *
 * Context: process context, sleeps. Takes rd_lock.
 * Return: bytes read; 0 for a buffer of size 0, or when the pipe is empty and
 * has no writers; -EAGAIN when it would have to wait and must not;
 * -ERESTARTSYS when a signal ended the wait; -EFAULT for a bad buffer.
 */
ssize_t kpipe_read(struct kiocb *iocb, struct iov_iter *to)
{
	bool nonblock = kpipe_nonblock(iocb) || kpipe_reads_for_splice(iocb, to);
	struct file *file = iocb->ki_filp;
	bool slot_freed = false;
	ssize_t ret;

	ret = kpipe_read_into(file->private_data, to, nonblock, false,
			      &slot_freed);
	if (ret != -ERESTARTSYS && ret)
		kpipe_signal(file->private_data, KPIPE_WRITE_FULL);
	if (ret > 0)
		kpipe_accessed(file);
	return ret;
}
