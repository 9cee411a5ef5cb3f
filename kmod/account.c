// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe decides how large a pipe may be, and charges for it.
 *
 * The rules are those of pipe(7) for /proc/sys/fs/pipe-*; these are not
 * visible to modules, so module parameters of like meaning stand in for them.
 * The charge is the user's own, in common with the kernel's pipes.
 *
 * Takes no lock.
 */
#include <linux/capability.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>

#include "kpipe.h"

#define KPIPE_SIZE_MAX		(1U << 31)
/* What is left to users who are over their soft limit: a pipe of one slot
 * deadlocks programs that count on writing while one byte is unread.
 */
#define KPIPE_CAPACITY_POOR	2U

static unsigned int kpipe_max_size_param = 1024 * 1024;
module_param_named(max_size, kpipe_max_size_param, uint, 0644);
MODULE_PARM_DESC(max_size,
		 "Largest pipe in bytes, but for CAP_SYS_RESOURCE (1048576)");

static unsigned long kpipe_user_pages_soft = 1024 * KPIPE_CAPACITY_DEFAULT;
module_param_named(user_pages_soft, kpipe_user_pages_soft, ulong, 0644);
MODULE_PARM_DESC(user_pages_soft,
		 "Pages in one user's pipes after which new ones get 2 (16384, 0: no limit)");

static unsigned long kpipe_user_pages_hard;
module_param_named(user_pages_hard, kpipe_user_pages_hard, ulong, 0644);
MODULE_PARM_DESC(user_pages_hard,
		 "Pages in one user's pipes after which there are no new ones (0: no limit)");

/**
 * kpipe_max_size - the largest pipe that needs no capability
 *
 * Context: any.
 * Return: bytes, at least a page.
 */
u64 kpipe_max_size(void)
{
	return max_t(u64, READ_ONCE(kpipe_max_size_param), PAGE_SIZE);
}

/**
 * kpipe_default_size - the capacity of a pipe that nobody gave one
 *
 * Context: any.
 * Return: bytes.
 */
u32 kpipe_default_size(void)
{
	return KPIPE_CAPACITY_DEFAULT * PAGE_SIZE;
}

/* Whether a user with @pages in pipes is over @limit, and bound by it. */
static bool kpipe_over(unsigned long pages, unsigned long limit)
{
	return limit && pages > limit && !capable(CAP_SYS_RESOURCE) &&
	       !capable(CAP_SYS_ADMIN);
}

static int kpipe_charge_usual(struct user_struct *user, u32 usual, u32 *slots)
{
	unsigned long pages;

	*slots = usual;
	if (kpipe_max_size() < (u64)usual * PAGE_SIZE &&
	    !capable(CAP_SYS_RESOURCE))
		*slots = rounddown_pow_of_two(kpipe_max_size() / PAGE_SIZE);

	pages = atomic_long_add_return(*slots, &user->pipe_bufs);
	if (*slots > KPIPE_CAPACITY_POOR &&
	    kpipe_over(pages, READ_ONCE(kpipe_user_pages_soft))) {
		pages = atomic_long_sub_return(*slots - KPIPE_CAPACITY_POOR,
					       &user->pipe_bufs);
		*slots = KPIPE_CAPACITY_POOR;
	}
	if (kpipe_over(pages, READ_ONCE(kpipe_user_pages_hard))) {
		kpipe_uncharge(user, *slots);
		return -ENFILE;
	}
	return 0;
}

/**
 * kpipe_slots - how many slots a size takes, if a pipe may have them
 * @size: bytes
 * @paid: slots that are charged already
 * @slots: where the number goes, a power of two
 *
 * Context: process context; the calling task's capabilities count.
 * Return: 0; -EINVAL for more than 2 GiB; -EPERM for growth above max_size;
 * -ENOMEM for more than a ring can have.
 */
int kpipe_slots(u64 size, u32 paid, u32 *slots)
{
	if (size > KPIPE_SIZE_MAX)
		return -EINVAL;
	*slots = roundup_pow_of_two(DIV_ROUND_UP(max_t(u64, size, 1),
						 PAGE_SIZE));
	if (*slots > paid && (u64)*slots * PAGE_SIZE > kpipe_max_size() &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	return *slots > KPIPE_CAPACITY_MAX ? -ENOMEM : 0;
}

/**
 * kpipe_recharge - charge a user for another number of slots
 * @user: who pays
 * @paid: slots charged so far
 * @slots: slots to be charged
 *
 * Context: process context; the calling task's capabilities count.
 * Return: 0, or -EPERM when it is more and the user is over a limit; then
 * nothing has changed.
 */
int kpipe_recharge(struct user_struct *user, u32 paid, u32 slots)
{
	long more = (long)slots - paid;
	unsigned long pages = atomic_long_add_return(more, &user->pipe_bufs);

	if (more <= 0 ||
	    (!kpipe_over(pages, READ_ONCE(kpipe_user_pages_soft)) &&
	     !kpipe_over(pages, READ_ONCE(kpipe_user_pages_hard))))
		return 0;
	atomic_long_sub(more, &user->pipe_bufs);
	return -EPERM;
}

/**
 * kpipe_charge - decide how many slots a new pipe gets, and charge for them
 * @user: who pays
 * @size: bytes asked for, 0 for none in particular
 * @usual: slots that a pipe then gets, unless the user is over a limit
 * @slots: where the number goes, a power of two
 *
 * A size is had as it is from the kernel: by making a pipe of the usual size
 * and changing that. So who is over a limit cannot ask for more.
 *
 * Context: process context; the calling task's capabilities count.
 * Return: 0; -EINVAL for more than 2 GiB; -EPERM for more than max_size, or
 * for growth when the user is over a limit; -ENOMEM for more than a ring can
 * have; -ENFILE when the user may have no more pipes.
 */
int kpipe_charge(struct user_struct *user, u64 size, u32 usual, u32 *slots)
{
	u32 paid;
	int err;

	if (size > KPIPE_SIZE_MAX)
		return -EINVAL;
	err = kpipe_charge_usual(user, usual, slots);
	if (err || !size)
		return err;
	paid = *slots;
	err = kpipe_slots(size, paid, slots);
	if (!err)
		err = kpipe_recharge(user, paid, *slots);
	if (err)
		kpipe_uncharge(user, paid);
	return err;
}

/**
 * kpipe_uncharge - undo kpipe_charge()
 * @user: who paid
 * @slots: how many
 *
 * Context: any.
 */
void kpipe_uncharge(struct user_struct *user, long slots)
{
	atomic_long_sub(slots, &user->pipe_bufs);
}
