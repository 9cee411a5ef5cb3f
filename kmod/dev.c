// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe takes requests: the ioctls of /dev/kpipe.
 *
 * Whoever has the device open pins the file system of the pipes, so that it is
 * not built and torn down for each of them.
 *
 * Takes no lock.
 */
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include <linux/kpipe.h>

#include "kpipe.h"

#define KPIPE_CREATE_FLAGS	(O_CLOEXEC | O_NONBLOCK | O_DIRECT)

static int kpipe_dev_open(struct inode *inode, struct file *file)
{
	return kpipe_fs_pin();
}

static int kpipe_dev_release(struct inode *inode, struct file *file)
{
	kpipe_fs_unpin();
	return 0;
}

static long kpipe_dev_query(struct kpipe_query __user *arg)
{
	struct kpipe_query query;

	if (copy_from_user(&query, arg, sizeof(query)))
		return -EFAULT;
	if (memchr_inv(query.reserved, 0, sizeof(query.reserved)))
		return -EINVAL;

	query.features = KPIPE_FEATURE_CREATE | KPIPE_FEATURE_SNAPSHOT |
			 KPIPE_FEATURE_SIZE | KPIPE_FEATURE_SPLICE |
			 KPIPE_FEATURE_FIFO | KPIPE_FEATURE_PAST |
			 KPIPE_FEATURE_POLICY;
	query.pipes = kpipe_nr_pipes();
	query.pages = kpipe_nr_pages();
	query.max_size = kpipe_max_size();
	query.default_size = kpipe_default_size();
	query.page_size = PAGE_SIZE;
	kpipe_past_sum(&query.past_pipes, &query.past_bytes);
	return copy_to_user(arg, &query, sizeof(query)) ? -EFAULT : 0;
}

/* Reserves two descriptors, so that installing the files cannot fail. */
static int kpipe_get_fds(s32 fd[2], unsigned int flags)
{
	fd[0] = get_unused_fd_flags(flags);
	if (fd[0] < 0)
		return fd[0];
	fd[1] = get_unused_fd_flags(flags);
	if (fd[1] < 0) {
		put_unused_fd(fd[0]);
		return fd[1];
	}
	return 0;
}

static int kpipe_create_files(struct kpipe_create *create,
			      struct file *ends[2])
{
	struct kpipe *pipe;

	pipe = kpipe_alloc(create->size, KPIPE_CAPACITY_DEFAULT,
			   kpipe_policy_default());
	if (IS_ERR(pipe))
		return PTR_ERR(pipe);
	create->size = (u64)pipe->capacity * PAGE_SIZE;
	return kpipe_fs_files(pipe, create->flags, ends);
}

static long kpipe_dev_create(struct kpipe_create __user *arg)
{
	struct kpipe_create create;
	struct file *ends[2];
	int err;

	if (copy_from_user(&create, arg, sizeof(create)))
		return -EFAULT;
	if (create.flags & ~(KPIPE_CREATE_FLAGS | O_EXCL) || create.pad ||
	    memchr_inv(create.reserved, 0, sizeof(create.reserved)))
		return -EINVAL;
	/* A notification pipe, of which pipe2() says the same where there are
	 * none.
	 */
	if (create.flags & O_EXCL)
		return -ENOPKG;

	err = kpipe_create_files(&create, ends);
	if (err)
		return err;
	err = kpipe_get_fds(create.fd, create.flags);
	if (err)
		goto err_files;
	if (copy_to_user(arg, &create, sizeof(create))) {
		err = -EFAULT;
		goto err_fds;
	}
	fd_install(create.fd[0], ends[0]);
	fd_install(create.fd[1], ends[1]);
	return 0;

err_fds:
	put_unused_fd(create.fd[1]);
	put_unused_fd(create.fd[0]);
err_files:
	fput(ends[0]);
	fput(ends[1]);
	return err;
}

static long kpipe_dev_snapshot(struct kpipe_snapshot __user *arg)
{
	struct file *file;
	long err;
	s32 fd;

	if (get_user(fd, &arg->fd))
		return -EFAULT;
	file = fget_raw(fd);
	if (!file)
		return -EBADF;
	err = kpipe_take_snapshot(file, arg);
	fput(file);
	return err;
}

static long kpipe_dev_ioctl(struct file *file, unsigned int cmd,
			    unsigned long arg)
{
	void __user *uarg = (void __user *)arg;

	switch (cmd) {
	case KPIPE_IOC_QUERY:
		return kpipe_dev_query(uarg);
	case KPIPE_IOC_CREATE:
		return kpipe_dev_create(uarg);
	case KPIPE_IOC_SNAPSHOT:
		return kpipe_dev_snapshot(uarg);
	case KPIPE_IOC_SPLICE:
		return kpipe_link_files(uarg, true);
	case KPIPE_IOC_TEE:
		return kpipe_link_files(uarg, false);
	case KPIPE_IOC_VMSPLICE:
		return kpipe_vmsplice_file(uarg);
	}
	return -ENOTTY;
}

static const struct file_operations kpipe_dev_fops = {
	.owner		= THIS_MODULE,
	.open		= kpipe_dev_open,
	.release	= kpipe_dev_release,
	.unlocked_ioctl	= kpipe_dev_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice kpipe_dev = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "kpipe",
	.fops	= &kpipe_dev_fops,
	.mode	= 0666,
};

/**
 * kpipe_dev_register - open for business
 *
 * Context: module init.
 * Return: 0 or a negative errno value.
 */
int kpipe_dev_register(void)
{
	return misc_register(&kpipe_dev);
}

/**
 * kpipe_dev_unregister - undo kpipe_dev_register()
 *
 * Context: module exit.
 */
void kpipe_dev_unregister(void)
{
	misc_deregister(&kpipe_dev);
}
