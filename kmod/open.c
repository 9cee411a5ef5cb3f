// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the ends of a kpipe come and go.
 *
 * A pipe is there as long as it has users, which the i_lock of its inode
 * counts. Its inode is among them.
 *
 * Takes ends_lock or i_lock, and for the last end rd_lock and wr_lock.
 */
#include <linux/module.h>

#include "kpipe.h"

/**
 * kpipe_get - become a user of an inode's pipe
 * @inode: the inode
 *
 * Context: takes i_lock.
 * Return: the pipe.
 */
struct kpipe *kpipe_get(struct inode *inode)
{
	struct kpipe *pipe;

	spin_lock(&inode->i_lock);
	pipe = inode->i_private;
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

/* Counts who comes. */
static void kpipe_count(struct kpipe *pipe, fmode_t mode)
{
	lockdep_assert_held(&pipe->ends_lock);
	if (mode & FMODE_READ)
		WRITE_ONCE(pipe->readers, pipe->readers + 1);
	if (mode & FMODE_WRITE)
		WRITE_ONCE(pipe->writers, pipe->writers + 1);
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

/**
 * kpipe_opened - count a new end
 * @pipe: the pipe
 * @file: the end, which becomes a user of the pipe in the caller's place; the
 *        caller has pinned the file system for it
 *
 * Context: takes ends_lock.
 */
void kpipe_opened(struct kpipe *pipe, struct file *file)
{
	stream_open(file_inode(file), file);
	file->private_data = pipe;

	spin_lock(&pipe->ends_lock);
	kpipe_count(pipe, file->f_mode);
	spin_unlock(&pipe->ends_lock);
}

/* The ends of a new pipe come from kpipe_fs_files(); who opens one
 * again, through /proc, comes here too. The pipe is there, so there is nothing
 * to wait for.
 */
static int kpipe_open(struct inode *inode, struct file *file)
{
	int err;

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
