// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the ends of a kpipe come and go.
 *
 * Takes ends_lock, and for the last end rd_lock and wr_lock.
 */
#include <linux/module.h>

#include "kpipe.h"

/**
 * kpipe_opened - count a new end
 * @pipe: the pipe
 * @file: the end, for which the caller has pinned the file system
 *
 * Context: takes ends_lock.
 */
void kpipe_opened(struct kpipe *pipe, struct file *file)
{
	stream_open(file_inode(file), file);
	file->private_data = pipe;

	spin_lock(&pipe->ends_lock);
	if (file->f_mode & FMODE_READ)
		WRITE_ONCE(pipe->readers, pipe->readers + 1);
	if (file->f_mode & FMODE_WRITE)
		WRITE_ONCE(pipe->writers, pipe->writers + 1);
	spin_unlock(&pipe->ends_lock);
}

/* The ends of a new pipe come from kpipe_fs_files(); who opens one again,
 * through /proc, comes here too. The pipe is there, so there is nothing to
 * wait for.
 */
static int kpipe_open(struct inode *inode, struct file *file)
{
	int err = kpipe_fs_pin();

	if (err)
		return err;
	kpipe_opened(inode->i_private, file);
	return 0;
}

static int kpipe_release(struct inode *inode, struct file *file)
{
	struct kpipe *pipe = file->private_data;
	u32 readers, writers;

	spin_lock(&pipe->ends_lock);
	readers = pipe->readers - !!(file->f_mode & FMODE_READ);
	writers = pipe->writers - !!(file->f_mode & FMODE_WRITE);
	WRITE_ONCE(pipe->readers, readers);
	/* After all that was written. Pairs with the acquire in kpipe_read()
	 * and kpipe_poll().
	 */
	smp_store_release(&pipe->writers, writers);
	spin_unlock(&pipe->ends_lock);

	if (!readers && !writers)
		kpipe_discard(pipe);
	else if (!readers || !writers)
		kpipe_wake_all(pipe);
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
