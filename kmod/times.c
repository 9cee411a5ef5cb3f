// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe notes when it was used last.
 *
 * Times move on with the timer, and most reads and writes come within the tick
 * of the one before. These are told by a look at the inode, without the trip
 * through the file system's code.
 *
 * Takes no lock.
 */
#include <linux/fs.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "kpipe.h"

/**
 * kpipe_accessed - note the time of a read, if it has to be
 * @file: the read end
 *
 * Context: process context.
 */
void kpipe_accessed(struct file *file)
{
	struct timespec64 now, atime = kpipe_inode_atime(file_inode(file));

	if (!KPIPE_UNNAMED_KEEP_TIMES && !kpipe_keeps_times(file))
		return;
	ktime_get_coarse_real_ts64(&now);
	if (!timespec64_equal(&now, &atime))
		file_accessed(file);
}

/**
 * kpipe_touch - note the time of a write, if it has to be and can be noted
 * @file: the write end
 *
 * Context: process context.
 * Return: 0 or a negative errno value.
 */
int kpipe_touch(struct file *file)
{
	struct inode *inode = file_inode(file);
	struct timespec64 now, mtime = kpipe_inode_mtime(inode);
	struct timespec64 ctime = kpipe_inode_ctime(inode);
	int err;

	if (!KPIPE_UNNAMED_KEEP_TIMES && !kpipe_keeps_times(file))
		return 0;
	ktime_get_coarse_real_ts64(&now);
	if (timespec64_equal(&now, &mtime) && timespec64_equal(&now, &ctime))
		return 0;
	if (!sb_start_write_trylock(inode->i_sb))
		return 0;
	err = file_update_time(file);
	sb_end_write(inode->i_sb);
	return err;
}
