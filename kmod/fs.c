// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipes without a name live: a file system that is mounted
 * nowhere, and holds an inode, of the kind FIFO, for each pipe that was made by
 * KPIPE_IOC_CREATE. Both ends are open files on that inode.
 *
 * The file system is there while somebody uses it, and all pipes are on the
 * same one while it is pinned: by every open end, and by whoever has /dev/kpipe
 * open. It holds a reference to the module, given back by the core after the
 * last inode has gone. An inode must not pin it: inodes may outlive their files,
 * by an inotify watch for one, and letting go of the last pin takes the file
 * system down on the spot, inode and all.
 *
 * Takes no lock of a pipe.
 */
#include <linux/file.h>
#include <linux/magic.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>

#include "compat.h"
#include "kpipe.h"

static struct vfsmount *kpipe_mount;
static int kpipe_mount_pins;

/* Pins. Only the first and the last go on to the core, which takes locks for
 * all of the system; kpipe_pin_lock makes the others wait for these.
 */
static atomic_t kpipe_pins = ATOMIC_INIT(0);
static DEFINE_MUTEX(kpipe_pin_lock);

static void kpipe_evict_inode(struct inode *inode)
{
	struct kpipe *pipe = inode->i_private;

	clear_inode(inode);
	if (pipe)
		kpipe_put(inode, pipe);
}

/* The text behind /proc/PID/fd/N; the front of @buffer may stay unused. */
static char *kpipe_dname(struct dentry *dentry, char *buffer, int size)
{
	char name[sizeof("kpipe:[18446744073709551615]")];
	int len = snprintf(name, sizeof(name), "kpipe:[%llu]",
			   (u64)d_inode(dentry)->i_ino) + 1;

	if (len > size)
		return ERR_PTR(-ENAMETOOLONG);
	return memcpy(buffer + size - len, name, len);
}

static const struct super_operations kpipe_super_ops = {
	.statfs		= simple_statfs,
	.evict_inode	= kpipe_evict_inode,
};

static const struct dentry_operations kpipe_dentry_ops = {
	.d_dname	= kpipe_dname,
};

static int kpipe_init_fs_context(struct fs_context *fc)
{
	struct pseudo_fs_context *ctx = init_pseudo(fc, PIPEFS_MAGIC);

	if (!ctx)
		return -ENOMEM;
	ctx->ops = &kpipe_super_ops;
	ctx->dops = &kpipe_dentry_ops;
	return 0;
}

static struct file_system_type kpipe_fs_type = {
	.owner			= THIS_MODULE,
	.name			= "kpipefs",
	.init_fs_context	= kpipe_init_fs_context,
	.kill_sb		= kill_anon_super,
};

/**
 * kpipe_fs_pin - make sure that there is a file system to put pipes on
 *
 * Context: process context, sleeps.
 * Return: 0, or -ENOMEM.
 */
int kpipe_fs_pin(void)
{
	int err = 0;

	if (atomic_inc_not_zero(&kpipe_pins))
		return 0;
	mutex_lock(&kpipe_pin_lock);
	if (!atomic_inc_not_zero(&kpipe_pins)) {
		err = simple_pin_fs(&kpipe_fs_type, &kpipe_mount,
				    &kpipe_mount_pins);
		if (!err)
			atomic_set_release(&kpipe_pins, 1);
	}
	mutex_unlock(&kpipe_pin_lock);
	return err;
}

/**
 * kpipe_fs_unpin - undo kpipe_fs_pin()
 *
 * Context: process context.
 */
void kpipe_fs_unpin(void)
{
	if (!atomic_dec_and_mutex_lock(&kpipe_pins, &kpipe_pin_lock))
		return;
	simple_release_fs(&kpipe_mount, &kpipe_mount_pins);
	mutex_unlock(&kpipe_pin_lock);
}

/* On success the inode is the user of @pipe. */
static struct inode *kpipe_get_inode(struct kpipe *pipe)
{
	struct inode *inode = new_inode(kpipe_mount->mnt_sb);

	if (!inode)
		return NULL;
	inode->i_ino = get_next_ino();
	inode->i_mode = S_IFIFO | 0600;
	inode->i_uid = current_fsuid();
	inode->i_gid = current_fsgid();
	inode->i_fop = &kpipe_fops;
	inode->i_private = pipe;
	simple_inode_init_ts(inode);
	/* Dirty from birth, the inode is never queued to be written back. */
	kpipe_inode_set_dirty(inode);
	return inode;
}

/* The write end, which brings the path that the read end is then opened on.
 * Closing a file gives back a reference to its module, but alloc_file_pseudo()
 * takes none.
 */
static struct file *kpipe_write_end_file(struct inode *inode, int flags)
{
	struct file *file;
	int err;

	err = kpipe_fs_pin();
	if (err)
		return ERR_PTR(err);
	file = alloc_file_pseudo(inode, kpipe_mount, "", O_WRONLY | flags,
				 &kpipe_fops);
	if (IS_ERR(file)) {
		kpipe_fs_unpin();
		return file;
	}
	__module_get(THIS_MODULE);
	kpipe_file_notify(file);
	kpipe_opened(kpipe_get(inode), file);
	return file;
}

/**
 * kpipe_fs_files - give a new pipe its inode and its two ends
 * @pipe: the pipe, which belongs to the inode from now on, or is freed
 * @flags: O_NONBLOCK for both ends, O_DIRECT for the write end
 * @ends: where they go, the read end first
 *
 * Context: process context, sleeps; the caller has the file system pinned.
 * Return: 0; -ENFILE or -ENOMEM when the system has no file or no memory left.
 */
int kpipe_fs_files(struct kpipe *pipe, unsigned int flags, struct file *ends[2])
{
	struct inode *inode;
	int err;

	inode = kpipe_get_inode(pipe);
	if (!inode) {
		kpipe_free(pipe);
		return -ENFILE;
	}

	ends[1] = kpipe_write_end_file(inode, flags & (O_NONBLOCK | O_DIRECT));
	if (IS_ERR(ends[1])) {
		err = PTR_ERR(ends[1]);
		iput(inode);
		return err;
	}

	ends[0] = dentry_open(&ends[1]->f_path,
			      O_RDONLY | (flags & O_NONBLOCK), current_cred());
	if (IS_ERR(ends[0])) {
		err = PTR_ERR(ends[0]);
		fput(ends[1]);
		return err;
	}
	ends[0]->f_mode |= KPIPE_FMODE_NOWAIT;
	ends[1]->f_mode |= KPIPE_FMODE_NOWAIT;
	return 0;
}
