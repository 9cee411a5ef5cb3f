// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe reads.
 *
 * Readers own tail: under rd_lock they copy bytes out and move it towards
 * head. Writers work on meanwhile; what they finish while a read is under way
 * it may take along.
 *
 * Takes rd_lock; sleeps on it, on page faults of the reader's buffer while
 * holding it, and in read-empty without it.
 */
#include <linux/highmem.h>
#include <linux/uio.h>

#include <linux/kpipe.h>

#include "kpipe.h"

/* Moves tail on, and past the end of a slot that is drained and that writers
 * have left; that slot's page is let go.
 */
static void kpipe_move_tail(struct kpipe *pipe, u64 tail, u64 head)
{
	u32 slot = kpipe_cursor_slot(tail);
	struct kpipe_buf *buf = kpipe_buf_at(pipe, slot);

	if (slot != kpipe_cursor_slot(head) &&
	    kpipe_cursor_pos(tail) == buf->len) {
		kpipe_page_recycle(pipe, buf->page);
		buf->page = NULL;
		tail = kpipe_tail_next(tail);
	}
	if (tail == pipe->tail)
		return;
	/* Pairs with the acquire in kpipe_tail(). */
	smp_store_release(&pipe->tail, tail);
}

/* Copies out of one slot as much as it has and @to takes; of a packet the rest
 * is thrown away. Returns the bytes copied, 0 when the pipe is empty, -EFAULT
 * when not all of them could be copied; the slot then keeps what it had.
 */
static ssize_t kpipe_read_slot(struct kpipe *pipe, struct iov_iter *to,
			       bool *packet)
{
	/* Pairs with the release in kpipe_publish(). */
	u64 head = smp_load_acquire(&pipe->head);
	u32 slot, pos, end, chars;
	struct kpipe_buf *buf;

	lockdep_assert_held(&pipe->rd_lock);
	if (kpipe_ring_empty(head, pipe->tail))
		return 0;
	kpipe_move_tail(pipe, pipe->tail, head);

	slot = kpipe_cursor_slot(pipe->tail);
	pos = kpipe_cursor_pos(pipe->tail);
	buf = kpipe_buf_at(pipe, slot);
	end = slot == kpipe_cursor_slot(head) ? kpipe_cursor_pos(head) : buf->len;
	chars = min_t(size_t, end - pos, iov_iter_count(to));
	if (copy_page_to_iter(buf->page, pos, chars, to) != chars)
		return -EFAULT;

	*packet = buf->flags & KPIPE_SLOT_PACKET;
	if (!*packet)
		end = pos + chars;
	WRITE_ONCE(pipe->drained, pipe->drained + end - pos);
	kpipe_move_tail(pipe, kpipe_tail_take(pipe->tail, end - pos), head);
	return chars;
}

/* Begins a stretch of reading, under rd_lock, with tail on a slot that has
 * unread bytes if there are any. Returns tail, for kpipe_read_end().
 */
static u64 kpipe_read_begin(struct kpipe *pipe)
{
	lockdep_assert_held(&pipe->rd_lock);
	/* Pairs with the release in kpipe_publish(). */
	kpipe_move_tail(pipe, pipe->tail, smp_load_acquire(&pipe->head));
	return pipe->tail;
}

/* Lets go of rd_lock after a stretch of reading that began with tail at
 * @start, and wakes whom that concerns: a writer when the pipe was full and is
 * no longer; the next reader, when this one was woken and leaves something.
 */
static void kpipe_read_end(struct kpipe *pipe, u64 start, bool woken)
{
	bool wake_writer, wake_reader;
	u64 head, tail;

	/* What was read, before: has a writer moved on, does one sleep? Pairs
	 * with the barriers of kpipe_write_end() and kpipe_wait().
	 */
	smp_mb();
	/* Pairs with the release in kpipe_publish(). */
	head = smp_load_acquire(&pipe->head);
	tail = pipe->tail;
	kpipe_move_tail(pipe, tail, head);
	if (pipe->tail != tail)
		smp_mb();	/* the same again, for what was stored late */

	/* A writer that sleeps has seen tail at start or later, and this head
	 * or an earlier one, and that made a full pipe.
	 */
	wake_writer = kpipe_ring_was_full(head, start, pipe->capacity) &&
		      !kpipe_ring_full(head, pipe->tail, pipe->capacity);
	wake_reader = woken && !kpipe_ring_empty(head, pipe->tail);
	mutex_unlock(&pipe->rd_lock);

	if (wake_writer)
		kpipe_wake(pipe, KPIPE_WRITE_FULL);
	if (wake_reader)
		kpipe_wake(pipe, KPIPE_READ_EMPTY);
	kpipe_signal(pipe, KPIPE_WRITE_FULL);
	kpipe_idle_watch(pipe);
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
	struct file *file = iocb->ki_filp;
	struct kpipe *pipe = file->private_data;
	bool packet = false, woken = false;
	ssize_t done = 0, ret;
	u64 start;

	if (!iov_iter_count(to))
		return 0;

	mutex_lock(&pipe->rd_lock);
	start = kpipe_read_begin(pipe);
	for (;;) {
		/* Before head: what the last writer wrote comes before the end
		 * of the file. Pairs with the release in kpipe_release().
		 */
		bool writers = smp_load_acquire(&pipe->writers);

		ret = kpipe_read_slot(pipe, to, &packet);
		if (ret > 0) {
			done += ret;
			if (packet || !iov_iter_count(to))
				break;
			continue;
		}
		if (ret < 0 || done || !writers)
			break;
		if (kpipe_nonblock(iocb)) {
			ret = -EAGAIN;
			break;
		}

		mutex_unlock(&pipe->rd_lock);
		ret = kpipe_wait(pipe, KPIPE_READ_EMPTY);
		if (ret < 0)
			return ret;
		woken = true;
		mutex_lock(&pipe->rd_lock);
		start = kpipe_read_begin(pipe);
	}
	if (done) {
		WRITE_ONCE(pipe->read, pipe->read + done);
		WRITE_ONCE(pipe->reads, pipe->reads + 1);
	}
	kpipe_read_end(pipe, start, woken);

	if (!done)
		return ret;
	file_accessed(file);
	return done;
}
