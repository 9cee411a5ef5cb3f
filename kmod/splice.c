// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where pages go between a kpipe and a pipe of the kernel, without
 * being copied: splice() and sendfile() come here. The kernel's pipe may be
 * one that a user has, or the one it uses itself to get from a file or socket
 * to a kpipe.
 *
 * The lock of the kernel's pipe comes before ours. Whoever waits for it cannot
 * be interrupted, so nothing here sleeps for a peer while holding it; not even
 * for our own locks, which may be held over somebody's page fault.
 */
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/splice.h>
#include <linux/wait.h>

#include <linux/kpipe.h>

#include "compat.h"
#include "kpipe.h"

/* What kpipe_splice_write() wants to know of the actor's failure. */
enum kpipe_obstacle {
	KPIPE_NO_OBSTACLE,
	KPIPE_OBSTACLE_LOCK,
	KPIPE_OBSTACLE_FULL,
};

struct kpipe_splice_in {
	struct kpipe *pipe;
	enum kpipe_obstacle obstacle;
};

/* sendfile() brings a pipe that only the calling task knows, and does not lock
 * it.
 */
static bool kpipe_native_shared(const struct pipe_inode_info *native)
{
	return native != current->splice_pipe;
}

static void kpipe_native_lock(struct pipe_inode_info *native)
{
	if (kpipe_native_shared(native))
		pipe_lock(native);
}

static void kpipe_native_unlock(struct pipe_inode_info *native)
{
	if (kpipe_native_shared(native))
		pipe_unlock(native);
}

static bool kpipe_native_full(const struct pipe_inode_info *native)
{
	return pipe_full(READ_ONCE(native->head), READ_ONCE(native->tail),
			 READ_ONCE(native->max_usage));
}

/* Waits, without the lock, until ours has something for the other pipe, and then
 * until that has room. In this order, as splice() between two pipes of the
 * kernel: at the end of our bytes, too, it waits for room.
 */
static int kpipe_wait_both(struct kpipe *pipe, struct pipe_inode_info *native)
{
	int err;

	kpipe_native_unlock(native);
	err = kpipe_wait_beside(pipe, KPIPE_READ_EMPTY);
	if (!err)
		err = wait_event_interruptible(native->wr_wait,
					       !kpipe_native_full(native) ||
					       !READ_ONCE(native->readers));
	kpipe_native_lock(native);
	return err;
}

/* Takes rd_lock under the lock of the other pipe, but waits for it without. */
static void kpipe_lock_under(struct kpipe *pipe, struct pipe_inode_info *native)
{
	while (!mutex_trylock(&pipe->rd_lock)) {
		kpipe_native_unlock(native);
		mutex_lock(&pipe->rd_lock);
		mutex_unlock(&pipe->rd_lock);
		kpipe_native_lock(native);
	}
}

/* Gives the other pipe a reference to the page of one slot. Returns bytes, 0
 * when there are none, or a negative errno value.
 */
static ssize_t kpipe_give_chunk(struct kpipe *pipe,
				struct pipe_inode_info *native, size_t len,
				bool *slot_freed)
{
	/* Pairs with the release in kpipe_publish(). */
	u64 head = smp_load_acquire(&pipe->head);
	struct pipe_buffer buf = { .ops = &nosteal_pipe_buf_ops };
	u64 tail = pipe->tail;
	struct kpipe_chunk chunk;
	ssize_t given;

	if (!kpipe_peek(pipe, head, &tail, &chunk))
		return 0;
	if (!try_get_page(chunk.buf->page))
		return -EFAULT;
	buf.page = chunk.buf->page;
	buf.offset = chunk.offset;
	buf.len = min_t(size_t, chunk.len, len);
	if (chunk.buf->flags & KPIPE_SLOT_PACKET)
		buf.flags = PIPE_BUF_FLAG_PACKET;

	/* When it fails, this gives back the reference. */
	given = add_to_pipe(native, &buf);
	if (given <= 0)
		return given;
	kpipe_consume(pipe, head, tail, given);
	*slot_freed |= given == chunk.len;
	return given;
}

static ssize_t kpipe_give(struct kpipe *pipe, struct pipe_inode_info *native,
			  size_t len, bool *slot_freed)
{
	ssize_t done = 0, ret;

	do {
		ret = kpipe_give_chunk(pipe, native, len - done, slot_freed);
		if (ret > 0)
			done += ret;
	} while (ret > 0 && done < len);
	return done ? done : ret;
}

/**
 * kpipe_splice_read - the splice_read method of a pipe's end
 * @file: our end
 * @ppos: unused
 * @native: where the bytes go
 * @len: how many at most
 * @flags: SPLICE_F_*
 *
 * Context: process context, sleeps; @native locked, but for kpipe_native_shared().
 * Return: bytes moved; 0 when the pipe is empty and has no writers; -EAGAIN,
 * -ERESTARTSYS, -EPIPE, or -EFAULT when a page has too many users.
 */
ssize_t kpipe_splice_read(struct file *file, loff_t *ppos,
			  struct pipe_inode_info *native, size_t len,
			  unsigned int flags)
{
	struct kpipe *pipe = file->private_data;
	bool slot_freed = false, writers;
	ssize_t ret;
	u64 start;

	kpipe_clear_nowait(file);
	/* Once, as for the kernel's pipes: not again after a sleep. */
	if (file->f_flags & O_NONBLOCK)
		flags |= SPLICE_F_NONBLOCK;
	for (;;) {
		kpipe_lock_under(pipe, native);
		start = kpipe_read_begin(pipe);
		/* As in kpipe_read(). */
		writers = smp_load_acquire(&pipe->writers);
		ret = kpipe_give(pipe, native, len, &slot_freed);
		if (ret > 0) {
			WRITE_ONCE(pipe->read, pipe->read + ret);
			WRITE_ONCE(pipe->reads, pipe->reads + 1);
		}
		kpipe_read_end(pipe, start, false, slot_freed ?
			       KPIPE_NEWS_LATER : KPIPE_NEWS_CHANGE);
		if (slot_freed)
			kpipe_tell(pipe, KPIPE_WRITE_FULL);
		if (ret > 0 || (!ret && !writers))
			return ret;
		if (ret && ret != -EAGAIN)
			return ret;
		if (flags & SPLICE_F_NONBLOCK)
			return -EAGAIN;
		ret = kpipe_wait_both(pipe, native);
		if (ret)
			return ret;
	}
}

/* Whether @buf is a plain page, of which we may keep a reference. */
static bool kpipe_native_plain(const struct pipe_buffer *buf)
{
	return buf->ops->get == generic_pipe_buf_get;
}

static int kpipe_copy_native(struct pipe_buffer *buf, struct kpipe_buf *to,
			     u32 bytes)
{
	to->page = kpipe_page_alloc();
	if (!to->page)
		return -ENOMEM;
	memcpy_page(to->page, 0, buf->page, buf->offset, bytes);
	return 0;
}

/* Puts one buffer of the other pipe, or a page of it, into a slot of ours.
 * Returns bytes, or a negative errno value; never sleeps for a peer.
 */
static int kpipe_take_buf(struct pipe_inode_info *native,
			  struct pipe_buffer *buf, struct splice_desc *desc)
{
	struct kpipe_splice_in *in = desc->u.data;
	struct kpipe *pipe = in->pipe;
	u32 bytes = min3(desc->total_len, (size_t)buf->len, (size_t)PAGE_SIZE);
	struct kpipe_buf to = {
		.flags = KPIPE_SLOT_SHARED,
	};
	u64 start;
	int err = 0;

	if (!mutex_trylock(&pipe->wr_lock)) {
		in->obstacle = KPIPE_OBSTACLE_LOCK;
		return -EAGAIN;
	}
	start = pipe->head;
	if (!READ_ONCE(pipe->readers)) {
		err = -EPIPE;
	} else if (!kpipe_room(pipe)) {
		in->obstacle = KPIPE_OBSTACLE_FULL;
		err = -EAGAIN;
	} else if (!kpipe_native_plain(buf)) {
		to.flags = 0;
		err = kpipe_copy_native(buf, &to, bytes);
	} else if (kpipe_page_hold(buf->page)) {
		to.page = buf->page;
		to.offset = buf->offset;
	} else {
		err = -EFAULT;
	}
	if (!err) {
		if (buf->flags & PIPE_BUF_FLAG_PACKET)
			to.flags |= KPIPE_SLOT_PACKET;
		kpipe_open_slot(pipe, to, bytes);
		WRITE_ONCE(pipe->writes, pipe->writes + 1);
	}
	kpipe_write_end(pipe, start, false,
			err ? KPIPE_NEWS_CHANGE : KPIPE_NEWS_LATER);
	return err ? err : bytes;
}

/* Takes what there is, and fits, at once. */
static ssize_t kpipe_take(struct pipe_inode_info *native, size_t len,
			  unsigned int flags, struct kpipe_splice_in *in)
{
	struct splice_desc desc = {
		.total_len = len,
		.flags = flags,
		.u.data = in,
	};
	ssize_t ret;

	in->obstacle = KPIPE_NO_OBSTACLE;
	pipe_lock(native);
	ret = __splice_from_pipe(native, &desc, kpipe_take_buf);
	pipe_unlock(native);
	return ret;
}

/**
 * kpipe_splice_write - the splice_write method of a pipe's end
 * @native: where the bytes come from
 * @file: our end
 * @ppos: unused
 * @len: how many at most
 * @flags: SPLICE_F_*
 *
 * Waits until there is something to move and room for it, then moves what it
 * can without waiting again.
 *
 * Context: process context, sleeps; takes the lock of @native.
 * Return: bytes moved; 0 when @native is empty and has no writers; -EAGAIN,
 * -ERESTARTSYS, -ENOMEM; -EPIPE, with SIGPIPE, when we have no readers.
 */
ssize_t kpipe_splice_write(struct pipe_inode_info *native, struct file *file,
			   loff_t *ppos, size_t len, unsigned int flags)
{
	struct kpipe *pipe = file->private_data;
	struct kpipe_splice_in in = { .pipe = pipe };
	ssize_t ret;

	/* sendfile() leaves that alone. */
	if (kpipe_native_shared(native))
		kpipe_clear_nowait(file);
	if (file->f_flags & O_NONBLOCK)
		flags |= SPLICE_F_NONBLOCK;
	for (;;) {
		ret = kpipe_take(native, len, flags, &in);
		if (ret > 0)
			break;
		if (in.obstacle == KPIPE_OBSTACLE_LOCK) {
			mutex_lock(&pipe->wr_lock);
			mutex_unlock(&pipe->wr_lock);
		} else if (ret != -EAGAIN || flags & SPLICE_F_NONBLOCK) {
			break;
		} else if (in.obstacle == KPIPE_OBSTACLE_FULL) {
			ret = kpipe_wait_beside(pipe, KPIPE_WRITE_FULL);
			if (ret)
				break;
		}
	}
	if (ret == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	if (ret > 0)
		kpipe_tell(pipe, KPIPE_READ_EMPTY);
	return ret;
}
