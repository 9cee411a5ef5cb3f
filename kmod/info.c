// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where a kpipe tells about itself: FIONREAD, snapshots, fdinfo.
 *
 * What has to be exact takes rd_lock and wr_lock, so that the pipe stands
 * still; fdinfo takes none, so that it works on a pipe that is stuck.
 */
#include <linux/file.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <asm/ioctls.h>

#include <linux/kpipe.h>

#include "compat.h"
#include "kpipe.h"

static int kpipe_unread(struct kpipe *pipe, int __user *arg)
{
	u64 unread;

	kpipe_stop(pipe);
	unread = pipe->filled - pipe->drained;
	kpipe_go(pipe);
	return put_user((int)unread, arg);
}

/* Describes up to @room of the used slots. Returns how many there are. */
static u32 kpipe_list_slots(struct kpipe *pipe, struct kpipe_slot *slots,
			    u32 room)
{
	u32 used = kpipe_ring_used(pipe->head, pipe->tail);
	u32 last = kpipe_cursor_slot(pipe->head);
	u32 i;

	for (i = 0; i < min(used, room); i++) {
		u32 slot = last - used + 1 + i;
		struct kpipe_buf *buf = kpipe_buf_at(pipe, slot);
		u32 end = slot == last ? kpipe_cursor_pos(pipe->head) : buf->len;
		u32 pos = 0;

		if (slot == kpipe_cursor_slot(pipe->tail))
			pos = kpipe_cursor_pos(pipe->tail);
		slots[i] = (struct kpipe_slot) {
			.offset = buf->offset + pos,
			.len = end - pos,
			.flags = buf->flags,
		};
	}
	return used;
}

static void kpipe_fill_snapshot(struct kpipe *pipe, struct kpipe_snapshot *snap)
{
	const struct kpipe_wait *read = &pipe->wait[KPIPE_READ_EMPTY];
	const struct kpipe_wait *write = &pipe->wait[KPIPE_WRITE_FULL];

	snap->unread = pipe->filled - pipe->drained;
	snap->capacity = pipe->capacity;
	snap->spare_pages = kpipe_spares(pipe);
	snap->head_slot = kpipe_cursor_slot(pipe->head);
	snap->head_pos = kpipe_cursor_pos(pipe->head);
	snap->tail_slot = kpipe_cursor_slot(pipe->tail);
	snap->tail_pos = kpipe_cursor_pos(pipe->tail);
	snap->readers = READ_ONCE(pipe->readers);
	snap->writers = READ_ONCE(pipe->writers);
	snap->read_sleepers = atomic_read(&read->asleep);
	snap->write_sleepers = atomic_read(&write->asleep);
	snap->open_sleepers = atomic_read(&pipe->wait[KPIPE_OPEN_PEER].asleep);
	snap->policy = READ_ONCE(pipe->policy);
	snap->read_side = (struct kpipe_side) {
		.bytes = pipe->read,
		.calls = pipe->reads,
		.sleeps = atomic64_read(&read->sleeps),
		.wakes = atomic64_read(&read->wakes),
		.spins = atomic64_read(&pipe->spin[KPIPE_READ_EMPTY].spins),
	};
	snap->write_side = (struct kpipe_side) {
		.bytes = pipe->filled,
		.calls = pipe->writes,
		.sleeps = atomic64_read(&write->sleeps),
		.wakes = atomic64_read(&write->wakes),
		.spins = atomic64_read(&pipe->spin[KPIPE_WRITE_FULL].spins),
	};
}

/* The pipe that @file is an end of, or a path to; the caller becomes a user. */
static struct kpipe *kpipe_of(struct file *file)
{
	struct inode *inode = file_inode(file);
	struct kpipe *pipe;
	int err;

	if (inode->i_fop != &kpipe_fops)
		return ERR_PTR(-EINVAL);
	if (file->f_mode & FMODE_PATH) {
		err = file_permission(file, MAY_READ);
		if (err)
			return ERR_PTR(err);
	}
	pipe = kpipe_get(inode);
	return pipe ? pipe : ERR_PTR(-ENXIO);
}

static int kpipe_snapshot(struct kpipe *pipe, u64 ino,
			  struct kpipe_snapshot __user *arg)
{
	struct kpipe_slot *slots = NULL;
	struct kpipe_snapshot snap;
	int err = 0;
	u32 room;

	if (copy_from_user(&snap, arg, sizeof(snap)))
		return -EFAULT;
	if (snap.flags || snap.policy ||
	    memchr_inv(snap.reserved, 0, sizeof(snap.reserved)))
		return -EINVAL;

	room = snap.slots ?
	       min(snap.slots_room, READ_ONCE(pipe->capacity)) : 0;
	if (room) {
		slots = kvmalloc_array(room, sizeof(*slots), GFP_KERNEL_ACCOUNT);
		if (!slots)
			return -ENOMEM;
	}

	kpipe_stop(pipe);
	snap.ino = ino;
	snap.slots_used = kpipe_list_slots(pipe, slots, room);
	kpipe_fill_snapshot(pipe, &snap);
	kpipe_go(pipe);

	room = min(room, snap.slots_used);
	if ((room && copy_to_user(u64_to_user_ptr(snap.slots), slots,
				  array_size(room, sizeof(*slots)))) ||
	    copy_to_user(arg, &snap, sizeof(snap)))
		err = -EFAULT;
	kvfree(slots);
	return err;
}

/**
 * kpipe_take_snapshot - the ioctl KPIPE_IOC_SNAPSHOT
 * @file: an end of the pipe, or opened on it with O_PATH
 * @arg: the caller's struct kpipe_snapshot
 *
 * Context: takes rd_lock and wr_lock, sleeps.
 * Return: 0; -EINVAL when @file is no kpipe or a field that must be zero is
 * not; -ENXIO for a path to a FIFO that nobody has open; -EACCES for one to a
 * pipe that the caller may not read; -EFAULT; -ENOMEM.
 */
int kpipe_take_snapshot(struct file *file, struct kpipe_snapshot __user *arg)
{
	struct kpipe *pipe = kpipe_of(file);
	int err;

	if (IS_ERR(pipe))
		return PTR_ERR(pipe);
	err = kpipe_snapshot(pipe, file_inode(file)->i_ino, arg);
	kpipe_put(file_inode(file), pipe);
	return err;
}

static long kpipe_size(struct kpipe *pipe, unsigned int cmd, u64 __user *arg)
{
	u64 size = (u64)READ_ONCE(pipe->capacity) * PAGE_SIZE;
	int err;

	if (cmd == KPIPE_IOC_SET_SIZE) {
		if (copy_from_user(&size, arg, sizeof(size)))
			return -EFAULT;
		/* Before the change, so that one that is made can be told. */
		if (put_user(size, arg))
			return -EFAULT;
		size = kpipe_size_argument(size);
		err = kpipe_resize(pipe, &size);
		if (err)
			return err;
	}
	return put_user(size, arg);
}

static long kpipe_policy(struct kpipe *pipe, unsigned int cmd, u32 __user *arg)
{
	u32 policy;

	if (cmd == KPIPE_IOC_GET_POLICY)
		return put_user(READ_ONCE(pipe->policy), arg);
	if (get_user(policy, arg))
		return -EFAULT;
	if (policy & ~KPIPE_POLICY_FAST)
		return -EINVAL;
	WRITE_ONCE(pipe->policy, policy);
	return 0;
}

/**
 * kpipe_ioctl - the ioctls of a pipe's end
 * @file: the end
 * @cmd: the command
 * @arg: its argument
 *
 * Context: process context, sleeps.
 * Return: as the command does; -ENOTTY for an unknown one.
 */
long kpipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct kpipe_snapshot __user *snap = (void __user *)arg;
	s32 fd;

	switch (cmd) {
	case KPIPE_IOC_GET_SIZE:
	case KPIPE_IOC_SET_SIZE:
		return kpipe_size(file->private_data, cmd, (u64 __user *)arg);
	case KPIPE_IOC_GET_POLICY:
	case KPIPE_IOC_SET_POLICY:
		return kpipe_policy(file->private_data, cmd, (u32 __user *)arg);
	case FIONREAD:
		return kpipe_unread(file->private_data, (int __user *)arg);
	case KPIPE_IOC_SNAPSHOT:
		if (get_user(fd, &snap->fd))
			return -EFAULT;
		if (fd != -1)
			return -EINVAL;
		return kpipe_take_snapshot(file, snap);
	}
	return -ENOTTY;
}

/**
 * kpipe_show_fdinfo - the lines of kpipe in /proc/PID/fdinfo/N
 * @seq: where they go
 * @file: the end
 *
 * Context: takes no lock. Head and tail are of one moment, the rest of others.
 */
void kpipe_show_fdinfo(struct seq_file *seq, struct file *file)
{
	struct kpipe *pipe = file->private_data;
	char policy[KPIPE_POLICY_TEXT];
	u64 head, tail, drained;
	int site;

	/* Before the bytes put in, of which these are a part. */
	drained = smp_load_acquire(&pipe->drained);
	kpipe_observe(pipe, &head, &tail);
	seq_printf(seq, "kpipe-end:\t%s\n",
		   !(file->f_mode & FMODE_WRITE) ? "read" :
		   !(file->f_mode & FMODE_READ) ? "write" : "both");
	seq_printf(seq, "kpipe-capacity:\t%u\n",
		   READ_ONCE(pipe->capacity));
	seq_printf(seq, "kpipe-used:\t%u\n", kpipe_ring_used(head, tail));
	seq_printf(seq, "kpipe-unread:\t%llu\n",
		   READ_ONCE(pipe->filled) - drained);
	seq_printf(seq, "kpipe-head:\t%u.%u\n", kpipe_cursor_slot(head),
		   kpipe_cursor_pos(head));
	seq_printf(seq, "kpipe-tail:\t%u.%u\n", kpipe_cursor_slot(tail),
		   kpipe_cursor_pos(tail));
	seq_printf(seq, "kpipe-readers:\t%u\n", READ_ONCE(pipe->readers));
	seq_printf(seq, "kpipe-writers:\t%u\n", READ_ONCE(pipe->writers));
	seq_puts(seq, "kpipe-asleep:\t");
	for (site = 0; site < KPIPE_SITES; site++)
		seq_printf(seq, "%s%s=%d", site ? " " : "",
			   kpipe_site_names[site],
			   atomic_read(&pipe->wait[site].asleep));
	seq_printf(seq, "\nkpipe-policy:\t%s\n",
		   kpipe_policy_text(READ_ONCE(pipe->policy), policy, ' '));
}
