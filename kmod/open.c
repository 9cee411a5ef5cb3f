// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the ends of a kpipe come and go.
 *
 * A pipe is there as long as it has users, which the i_lock of its inode
 * counts. A pipe without a name has its inode among them; what a FIFO has
 * comes with the first open and is gone, with what is unread, after the last
 * close.
 *
 * Takes ends_lock or i_lock, and for the last end rd_lock and wr_lock. Sleeps
 * in open-peer with none of them.
 */
#include <linux/module.h>

#include "compat.h"
#include "kpipe.h"

/**
 * kpipe_get - become a user of an inode's pipe
 * @inode: the inode
 *
 * Context: takes i_lock.
 * Return: the pipe, or NULL for a FIFO that nobody has open.
 */
struct kpipe *kpipe_get(struct inode *inode)
{
	struct kpipe *pipe;

	spin_lock(&inode->i_lock);
	pipe = inode->i_private;
	if (pipe)
		pipe->users++;
	spin_unlock(&inode->i_lock);
	return pipe;
}

/**
 * kpipe_put - be a user no longer
 * @inode: the pipe's inode
 * @pipe: the pipe, which is freed when this was its last user
 *
 * Context: process context, sleeps. Takes i_lock.
 */
void kpipe_put(struct inode *inode, struct kpipe *pipe)
{
	bool last;

	spin_lock(&inode->i_lock);
	last = !--pipe->users;
	if (last)
		inode->i_private = NULL;
	spin_unlock(&inode->i_lock);
	if (last)
		kpipe_free(pipe);
}

/* Becomes a user of the pipe of an inode, which is made when there is none. */
static struct kpipe *kpipe_get_or_make(struct inode *inode)
{
	struct kpipe *pipe = kpipe_get(inode);
	struct kpipe *made;

	if (pipe)
		return pipe;
	made = kpipe_alloc(0, kpipe_fifofs_slots(inode->i_sb),
			   kpipe_fifofs_policy(inode->i_sb));
	if (IS_ERR(made))
		return made;

	spin_lock(&inode->i_lock);
	pipe = inode->i_private;
	if (pipe) {
		pipe->users++;
	} else {
		inode->i_private = made;
		pipe = made;
	}
	spin_unlock(&inode->i_lock);
	if (pipe != made)
		kpipe_free(made);
	return pipe;
}

/* Counts who comes. Whether this was the first on one of the sides. */
static bool kpipe_count(struct kpipe *pipe, fmode_t mode)
{
	bool first = false;

	lockdep_assert_held(&pipe->ends_lock);
	if (mode & FMODE_READ) {
		first |= !pipe->readers;
		WRITE_ONCE(pipe->readers, pipe->readers + 1);
		WRITE_ONCE(pipe->read_opens, pipe->read_opens + 1);
	}
	if (mode & FMODE_WRITE) {
		first |= !pipe->writers;
		WRITE_ONCE(pipe->writers, pipe->writers + 1);
		/* Pairs with the acquire in kpipe_poll(). */
		smp_store_release(&pipe->write_opens, pipe->write_opens + 1);
	}
	return first;
}

/* Counts who goes. */
static void kpipe_uncount(struct kpipe *pipe, fmode_t mode)
{
	lockdep_assert_held(&pipe->ends_lock);
	if (mode & FMODE_READ)
		WRITE_ONCE(pipe->readers, pipe->readers - 1);
	if (mode & FMODE_WRITE)
		/* After all that was written. Pairs with the acquire in
		 * kpipe_read() and kpipe_poll().
		 */
		smp_store_release(&pipe->writers, pipe->writers - 1);
}

static void kpipe_init_end(struct kpipe *pipe, struct file *file)
{
	stream_open(file_inode(file), file);
	file->private_data = pipe;
	*kpipe_open_word(file) = 0;
}

/**
 * kpipe_opened - count a new end that has nothing to wait for
 * @pipe: the pipe
 * @file: the end, which becomes a user of the pipe in the caller's place; for a
 *        pipe without a name the caller has pinned the file system
 *
 * Context: takes ends_lock.
 */
void kpipe_opened(struct kpipe *pipe, struct file *file)
{
	bool first;

	kpipe_init_end(pipe, file);
	spin_lock(&pipe->ends_lock);
	first = kpipe_count(pipe, file->f_mode);
	spin_unlock(&pipe->ends_lock);
	if (first)
		kpipe_wake_peer(pipe);
}

/* Waits until somebody opens the other side. When a signal ends that, it is as
 * if there had been no open.
 */
static int kpipe_meet(struct kpipe *pipe, fmode_t mode, const u32 *opens,
		      u32 seen)
{
	int err = kpipe_wait_peer(pipe, opens, seen);

	if (!err)
		return 0;
	spin_lock(&pipe->ends_lock);
	/* A peer who came after all has seen this one, and does not wait. */
	if (*opens != seen) {
		spin_unlock(&pipe->ends_lock);
		return 0;
	}
	kpipe_uncount(pipe, mode);
	spin_unlock(&pipe->ends_lock);
	/* The other side is as empty as before, so there is nobody to tell. */
	kpipe_discard(pipe);
	return err;
}

/* Opens a FIFO to read. Without waiting, a poller is not told of a hang-up
 * before there has been a writer.
 */
static int kpipe_open_read(struct kpipe *pipe, struct file *file)
{
	bool first, alone;
	u32 seen;

	spin_lock(&pipe->ends_lock);
	first = kpipe_count(pipe, file->f_mode);
	alone = !pipe->writers;
	seen = pipe->write_opens;
	spin_unlock(&pipe->ends_lock);
	if (first)
		kpipe_wake_peer(pipe);

	if (!alone)
		return 0;
	if (file->f_flags & O_NONBLOCK) {
		*kpipe_open_word(file) = seen;
		return 0;
	}
	return kpipe_meet(pipe, file->f_mode, &pipe->write_opens, seen);
}

/* Opens a FIFO to write. */
static int kpipe_open_write(struct kpipe *pipe, struct file *file)
{
	bool first, alone;
	u32 seen;

	spin_lock(&pipe->ends_lock);
	alone = !pipe->readers;
	if (alone && file->f_flags & O_NONBLOCK) {
		spin_unlock(&pipe->ends_lock);
		return -ENXIO;
	}
	first = kpipe_count(pipe, file->f_mode);
	seen = pipe->read_opens;
	spin_unlock(&pipe->ends_lock);
	if (first)
		kpipe_wake_peer(pipe);

	if (!alone)
		return 0;
	return kpipe_meet(pipe, file->f_mode, &pipe->read_opens, seen);
}

static int kpipe_open_fifo(struct inode *inode, struct file *file)
{
	struct kpipe *pipe = kpipe_get_or_make(inode);
	int err;

	/* Also when it is a limit: that is all open() can say. */
	if (IS_ERR(pipe))
		return -ENOMEM;
	switch (file->f_mode & (FMODE_READ | FMODE_WRITE)) {
	case FMODE_READ:
		kpipe_init_end(pipe, file);
		err = kpipe_open_read(pipe, file);
		break;
	case FMODE_WRITE:
		kpipe_init_end(pipe, file);
		err = kpipe_open_write(pipe, file);
		break;
	case FMODE_READ | FMODE_WRITE:
		/* Has itself to talk to, so never waits. */
		kpipe_opened(pipe, file);
		err = 0;
		break;
	default:
		err = -EINVAL;
	}
	if (err)
		kpipe_put(inode, pipe);
	return err;
}

/* The ends of a pipe without a name come from kpipe_fs_files(); who opens one
 * again, through /proc, comes here too. The pipe is there, so there is nothing
 * to wait for.
 */
static int kpipe_open(struct inode *inode, struct file *file)
{
	int err;

	if (kpipe_is_fifo(inode))
		return kpipe_open_fifo(inode, file);
	if (!(file->f_mode & (FMODE_READ | FMODE_WRITE)))
		return -EINVAL;
	err = kpipe_fs_pin();
	if (err)
		return err;
	kpipe_opened(kpipe_get(inode), file);
	return 0;
}

static int kpipe_release(struct inode *inode, struct file *file)
{
	struct kpipe *pipe = file->private_data;
	u32 readers, writers;

	spin_lock(&pipe->ends_lock);
	kpipe_uncount(pipe, file->f_mode);
	readers = pipe->readers;
	writers = pipe->writers;
	spin_unlock(&pipe->ends_lock);

	if (!readers && !writers)
		kpipe_discard(pipe);
	else if (!readers || !writers)
		kpipe_wake_all(pipe);
	kpipe_put(inode, pipe);
	if (!kpipe_is_fifo(inode))
		kpipe_fs_unpin();
	return 0;
}

const struct file_operations kpipe_fops = {
	.owner		= THIS_MODULE,
	.open		= kpipe_open,
	.release	= kpipe_release,
	.read_iter	= kpipe_read,
	.write_iter	= kpipe_write,
	.poll		= kpipe_poll,
	.fasync		= kpipe_fasync,
	.splice_read	= kpipe_splice_read,
	.splice_write	= kpipe_splice_write,
	.unlocked_ioctl	= kpipe_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.show_fdinfo	= kpipe_show_fdinfo,
};
