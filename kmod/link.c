// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where one kpipe is linked to another, or to a process's memory:
 * what splice(), tee() and vmsplice() do for pipes of the kernel, which they
 * know by address, and for no others.
 *
 * Between two kpipes the rd_lock of the one is held together with the wr_lock
 * of the other; neither pair can wait for a second pair in a circle, as every
 * rd_lock comes before any wr_lock. Sleeps for peers without a lock. The wr_lock
 * of the one that gives is tried as well, and done without if it is taken.
 */
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/splice.h>
#include <linux/uio.h>

#include <linux/kpipe.h>

#include "compat.h"
#include "kpipe.h"

/* The most pages of a process that are fetched at a time. */
#define KPIPE_VMSPLICE_BATCH	16

/* Bytes on their way from one pipe to another. */
struct kpipe_link {
	struct kpipe *in;
	struct kpipe *out;
	bool consume;
	bool nonblock;
	bool slot_freed;
	bool in_stopped;
};

/* Puts a reference to the page of @chunk into the next slot of @out. */
static int kpipe_link_share(struct kpipe *out, const struct kpipe_chunk *chunk,
			    u32 bytes)
{
	if (!kpipe_page_hold(chunk->buf->page))
		return -EFAULT;
	kpipe_open_slot(out, (struct kpipe_buf) {
		.page = chunk->buf->page,
		.offset = chunk->offset,
		.flags = KPIPE_SLOT_SHARED |
			 (chunk->buf->flags & KPIPE_SLOT_PACKET),
	}, bytes);
	return 0;
}

/* Moves a whole slot to @out, page, flags and all. */
static void kpipe_link_move(struct kpipe *out, struct kpipe_chunk *chunk)
{
	struct kpipe_buf buf = *chunk->buf;

	chunk->buf->page = NULL;
	buf.offset = chunk->offset;
	kpipe_open_slot(out, buf, chunk->len);
}

/* Takes @chunk, or its first @bytes. A whole slot can be moved if the writers
 * of its pipe have left it or stand still: they might append to it.
 */
static int kpipe_link_chunk(struct kpipe_link *link, u64 head, u64 cursor,
			    struct kpipe_chunk *chunk, u32 bytes)
{
	bool left = kpipe_cursor_slot(cursor) != kpipe_cursor_slot(head);

	if (!link->consume || bytes < chunk->len ||
	    (!left && !link->in_stopped))
		return kpipe_link_share(link->out, chunk, bytes);
	kpipe_link_move(link->out, chunk);
	return 0;
}

/* Links what there is, and fits, with the locks held. Returns bytes, 0 when
 * there are none, -EAGAIN when there is no room, -EPIPE or -EFAULT.
 */
static ssize_t kpipe_link_locked(struct kpipe_link *link, size_t len)
{
	/* Pairs with the release in kpipe_publish(). */
	u64 head = smp_load_acquire(&link->in->head);
	u64 cursor = link->in->tail;
	struct kpipe_chunk chunk;
	size_t done = 0;
	int err = 0;

	while (done < len && kpipe_peek(link->in, head, &cursor, &chunk)) {
		u32 bytes = min_t(size_t, chunk.len, len - done);

		err = kpipe_room(link->out) ?
		      kpipe_link_chunk(link, head, cursor, &chunk, bytes) :
		      -EAGAIN;
		if (err)
			break;
		if (link->consume) {
			kpipe_consume(link->in, head, cursor, bytes);
			link->slot_freed |= bytes == chunk.len;
		}
		cursor = kpipe_tail_take(cursor, bytes);
		done += bytes;
	}
	return done ? done : err;
}

static void kpipe_link_count(const struct kpipe_link *link, ssize_t bytes)
{
	if (bytes <= 0)
		return;
	WRITE_ONCE(link->out->writes, link->out->writes + 1);
	if (!link->consume)
		return;
	WRITE_ONCE(link->in->read, link->in->read + bytes);
	WRITE_ONCE(link->in->reads, link->in->reads + 1);
}

/* Tries once. Returns as kpipe_link_locked(), and in @eof whether waiting for
 * more bytes is useless.
 */
static ssize_t kpipe_link_try(struct kpipe_link *link, size_t len, bool *eof)
{
	struct kpipe *in = link->in, *out = link->out;
	u64 in_start, out_start;
	ssize_t ret;

	mutex_lock(&in->rd_lock);
	mutex_lock(&out->wr_lock);
	/* Two of a kind, so no waiting: somebody may be linking the other way.
	 */
	link->in_stopped = link->consume && mutex_trylock(&in->wr_lock);
	in_start = kpipe_read_begin(in);
	out_start = out->head;
	/* As in kpipe_read(). */
	*eof = !smp_load_acquire(&in->writers);
	if (!READ_ONCE(out->readers))
		ret = -EPIPE;
	else if (link->consume && !*eof &&
		 kpipe_ring_empty(READ_ONCE(in->head), in->tail))
		ret = 0;
	else if (!kpipe_room(out))
		ret = -EAGAIN;
	else
		ret = kpipe_link_locked(link, len);
	kpipe_link_count(link, ret);
	if (link->in_stopped)
		mutex_unlock(&in->wr_lock);
	kpipe_write_end(out, out_start, false,
			ret > 0 ? KPIPE_NEWS_LATER : KPIPE_NEWS_CHANGE);
	kpipe_read_end(in, in_start, false,
		       link->slot_freed ? KPIPE_NEWS_LATER : KPIPE_NEWS_CHANGE);
	if (ret > 0)
		kpipe_tell(out, KPIPE_READ_EMPTY);
	if (link->slot_freed)
		kpipe_tell(in, KPIPE_WRITE_FULL);
	return ret;
}

/* Waits until there are bytes, or will be none. Returns 0 or a negative errno
 * value.
 */
static int kpipe_wait_bytes(struct kpipe *pipe, bool nonblock)
{
	u64 head, tail;

	kpipe_observe(pipe, &head, &tail);
	if (!kpipe_ring_empty(head, tail) || !READ_ONCE(pipe->writers))
		return 0;
	if (nonblock)
		return -EAGAIN;
	return kpipe_wait_beside(pipe, KPIPE_READ_EMPTY);
}

/* Waits until a slot can be opened. Returns 0 or a negative errno value. */
static int kpipe_wait_room(struct kpipe *pipe, bool nonblock)
{
	u64 head, tail;

	kpipe_observe(pipe, &head, &tail);
	if (!kpipe_ring_full(head, tail, READ_ONCE(pipe->capacity)) ||
	    !READ_ONCE(pipe->readers))
		return 0;
	if (nonblock)
		return -EAGAIN;
	return kpipe_wait_beside(pipe, KPIPE_WRITE_FULL);
}

/* Waits for bytes, then for room. By then the bytes may be gone. Returns 0 or a
 * negative errno value.
 */
static int kpipe_wait_both(const struct kpipe_link *link)
{
	int err = kpipe_wait_bytes(link->in, link->nonblock);

	return err ? err : kpipe_wait_room(link->out, link->nonblock);
}

/* How tee() goes about it: it waits for each side once, and then takes what
 * there is, even if that is nothing any longer.
 */
static ssize_t kpipe_link_copy(struct kpipe_link *link, size_t len)
{
	ssize_t ret = kpipe_wait_both(link);
	bool eof;

	if (ret)
		return ret;
	ret = kpipe_link_try(link, len, &eof);
	return ret == -EAGAIN ? 0 : ret;
}

/* And splice(): until it has something, or there is no more to come, or nobody
 * to take it; who waits for room learns that even if the bytes are gone.
 */
static ssize_t kpipe_link_move_some(struct kpipe_link *link, size_t len)
{
	ssize_t ret;
	bool eof;

	for (;;) {
		ret = kpipe_wait_both(link);
		if (ret)
			return ret;
		ret = kpipe_link_try(link, len, &eof);
		if (ret > 0 || (!ret && eof) || (ret && ret != -EAGAIN))
			return ret;
		if (link->nonblock)
			return -EAGAIN;
	}
}

static ssize_t kpipe_link(struct kpipe_link *link, size_t len)
{
	ssize_t ret = link->consume ? kpipe_link_move_some(link, len) :
				      kpipe_link_copy(link, len);

	if (ret == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	return ret;
}

/* The kpipe that @file is an end of, for @mode. */
static struct kpipe *kpipe_end_of(struct file *file, fmode_t mode)
{
	if (!file || !(file->f_mode & mode))
		return ERR_PTR(-EBADF);
	if (file->f_op != &kpipe_fops)
		return ERR_PTR(-EINVAL);
	return file->private_data;
}

/* splice() does so before it looks whether the end is the right one. */
static void kpipe_clear_nowait_of(struct file *file)
{
	if (file->f_op == &kpipe_fops)
		kpipe_clear_nowait(file);
}

static ssize_t kpipe_link_ends(struct file *in, struct file *out,
			       const struct kpipe_splice *args, bool consume)
{
	struct kpipe_link link = {
		.in = kpipe_end_of(in, FMODE_READ),
		.out = kpipe_end_of(out, FMODE_WRITE),
		.consume = consume,
		.nonblock = args->flags & SPLICE_F_NONBLOCK,
	};

	if (consume && in && out) {
		kpipe_clear_nowait_of(in);
		kpipe_clear_nowait_of(out);
	}
	if (IS_ERR(link.in))
		return PTR_ERR(link.in);
	if (IS_ERR(link.out))
		return PTR_ERR(link.out);
	if (link.in == link.out)
		return -EINVAL;

	if ((in->f_flags | out->f_flags) & O_NONBLOCK)
		link.nonblock = true;
	return kpipe_link(&link, min_t(u64, args->len, MAX_RW_COUNT));
}

/**
 * kpipe_link_files - the ioctls KPIPE_IOC_SPLICE and KPIPE_IOC_TEE
 * @arg: the caller's struct kpipe_splice
 * @consume: whether the bytes are gone from where they were
 *
 * Waits until there is something and room for it, then goes on without
 * waiting again.
 *
 * Context: process context, sleeps. Takes rd_lock of one pipe and wr_lock of
 * the other.
 * Return: 0; -EBADF for descriptors that are not open so; -EINVAL for flags
 * that do not exist, what is no kpipe, or a pipe with itself; -EAGAIN,
 * -ERESTARTSYS, -EPIPE, -EFAULT.
 */
int kpipe_link_files(struct kpipe_splice __user *arg, bool consume)
{
	struct kpipe_splice args;
	struct file *in, *out;
	ssize_t ret;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	/* Of nothing, only tee() asks more. */
	if (consume && !args.len && !args.pad)
		return 0;
	if (args.flags & ~SPLICE_F_ALL || args.pad)
		return -EINVAL;
	if (!args.len)
		return 0;
	/* Before anything moves, so that how much it was can be told. */
	if (put_user(args.len, &arg->len))
		return -EFAULT;

	in = fget(args.fd_in);
	out = fget(args.fd_out);
	ret = kpipe_link_ends(in, out, &args, consume);
	if (out)
		fput(out);
	if (in)
		fput(in);
	if (ret < 0)
		return ret;
	return put_user((u64)ret, &arg->len);
}

/* Puts pages, in which @bytes begin at @offset, into slots while there is room.
 * Returns how many bytes that were, or -EPIPE or -EAGAIN.
 */
static ssize_t kpipe_put_pages(struct kpipe *pipe, struct page **pages,
			       size_t offset, size_t bytes)
{
	size_t done = 0;
	ssize_t err = 0;

	for (; done < bytes; pages++) {
		u32 part = min_t(size_t, PAGE_SIZE - offset, bytes - done);

		err = !READ_ONCE(pipe->readers) ? -EPIPE :
		      !kpipe_room(pipe) ? -EAGAIN : 0;
		if (err)
			break;
		kpipe_page_adopt(*pages);
		kpipe_open_slot(pipe, (struct kpipe_buf) {
			.page = *pages,
			.offset = offset,
			.flags = KPIPE_SLOT_SHARED,
		}, part);
		done += part;
		offset = 0;
	}
	return done ? done : err;
}

/* One batch of the caller's pages. */
static ssize_t kpipe_vmsplice_batch(struct kpipe *pipe, struct iov_iter *from)
{
	struct page *pages[KPIPE_VMSPLICE_BATCH];
	size_t offset, taken, i;
	ssize_t bytes, done;

	bytes = iov_iter_get_pages2(from, pages, MAX_RW_COUNT,
				    KPIPE_VMSPLICE_BATCH, &offset);
	if (bytes <= 0)
		return bytes;
	done = kpipe_put_pages(pipe, pages, offset, bytes);

	taken = done > 0 ? DIV_ROUND_UP(offset + done, PAGE_SIZE) : 0;
	for (i = taken; i < DIV_ROUND_UP(offset + bytes, PAGE_SIZE); i++)
		put_page(pages[i]);
	if (done < bytes)
		iov_iter_revert(from, bytes - max_t(ssize_t, done, 0));
	return done;
}

/* All that fits, before any reader can take some of it. Adds to @done; returns
 * 0 or why it was not more.
 */
static ssize_t kpipe_vmsplice_fill(struct kpipe *pipe, struct iov_iter *from,
				   size_t *done)
{
	ssize_t ret;
	u64 start;

	mutex_lock(&pipe->wr_lock);
	start = pipe->head;
	/* Before the memory is looked at. */
	ret = READ_ONCE(pipe->readers) ? 1 : -EPIPE;
	while (ret > 0 && iov_iter_count(from)) {
		ret = kpipe_vmsplice_batch(pipe, from);
		if (ret > 0)
			*done += ret;
	}
	kpipe_write_end(pipe, start, false,
			*done ? KPIPE_NEWS_LATER : KPIPE_NEWS_CHANGE);
	return min_t(ssize_t, ret, 0);
}

static ssize_t kpipe_vmsplice_in(struct kpipe *pipe, struct iov_iter *from,
				 bool nonblock)
{
	size_t done = 0;
	ssize_t ret;

	do {
		ret = kpipe_wait_room(pipe, nonblock);
		if (ret)
			return ret;
		ret = kpipe_vmsplice_fill(pipe, from, &done);
	} while (ret == -EAGAIN && !done && !nonblock);
	if (ret == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	if (done)
		kpipe_tell(pipe, KPIPE_READ_EMPTY);
	return done ? done : ret;
}

static ssize_t kpipe_vmsplice_out(struct kpipe *pipe, struct iov_iter *to,
				  bool nonblock)
{
	bool slot_freed = false;
	ssize_t ret;

	ret = kpipe_read_into(pipe, to, nonblock, true, &slot_freed);
	if (slot_freed)
		kpipe_tell(pipe, KPIPE_WRITE_FULL);
	return ret;
}

static ssize_t kpipe_vmsplice(struct file *file,
			      const struct kpipe_vmsplice *args)
{
	bool nonblock = args->flags & SPLICE_F_NONBLOCK;
	struct iovec fast[UIO_FASTIOV], *iov = fast;
	struct iov_iter iter;
	struct kpipe *pipe;
	bool in;
	ssize_t ret;

	pipe = kpipe_end_of(file, FMODE_READ | FMODE_WRITE);
	if (IS_ERR(pipe))
		return PTR_ERR(pipe);
	in = file->f_mode & FMODE_WRITE;
	ret = import_iovec(in ? ITER_SOURCE : ITER_DEST,
			   u64_to_user_ptr(args->iov), args->nr_segs,
			   ARRAY_SIZE(fast), &iov, &iter);
	if (ret < 0)
		return ret;

	if (iov_iter_count(&iter)) {
		kpipe_clear_nowait(file);
		ret = in ? kpipe_vmsplice_in(pipe, &iter, nonblock) :
			   kpipe_vmsplice_out(pipe, &iter, nonblock);
	}
	kfree(iov);
	return ret;
}

/**
 * kpipe_vmsplice_file - the ioctl KPIPE_IOC_VMSPLICE
 * @arg: the caller's struct kpipe_vmsplice
 *
 * Bytes written this way are not copied: what the process stores there later,
 * readers see.
 *
 * Context: process context, sleeps. Takes wr_lock or rd_lock.
 * Return: 0; -EBADF, -EINVAL for flags that do not exist or what is no kpipe;
 * -EAGAIN, -ERESTARTSYS, -EPIPE, -EFAULT, -ENOMEM.
 */
int kpipe_vmsplice_file(struct kpipe_vmsplice __user *arg)
{
	struct kpipe_vmsplice args;
	struct file *file;
	ssize_t ret;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	if (args.flags & ~SPLICE_F_ALL || args.len || args.nr_segs > UIO_MAXIOV)
		return -EINVAL;

	/* As in kpipe_link_files(). */
	if (put_user(args.len, &arg->len))
		return -EFAULT;

	file = fget(args.fd);
	ret = kpipe_vmsplice(file, &args);
	if (file)
		fput(file);
	if (ret < 0)
		return ret;
	return put_user((u64)ret, &arg->len);
}
