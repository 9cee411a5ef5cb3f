// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe changes the size of a pipe in use.
 *
 * Takes rd_lock and wr_lock, so that nobody else looks at the ring. Sleeps.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "kpipe.h"

/* Puts a new ring in the place of the old one. Slots keep their numbers, so
 * the cursors stay as they are.
 */
static struct kpipe_buf *kpipe_swap_ring(struct kpipe *pipe,
					 struct kpipe_buf *ring, u32 mask)
{
	struct kpipe_buf *old = pipe->ring;
	u32 last = kpipe_cursor_slot(pipe->head);
	u32 slot = kpipe_cursor_slot(pipe->tail);

	for (;; slot++) {
		ring[slot & mask] = *kpipe_buf_at(pipe, slot);
		if (slot == last)
			break;
	}
	pipe->ring = ring;
	pipe->mask = mask;
	return old;
}

/* Makes the change, or says why not. Both locks held. Returns the ring that is
 * no longer needed.
 */
static int kpipe_resize_locked(struct kpipe *pipe, u32 slots,
			       struct kpipe_buf **ring, u32 mask)
{
	int err;

	err = kpipe_recharge(pipe->user, pipe->capacity, slots);
	if (err)
		return err;
	if (kpipe_ring_used(pipe->head, pipe->tail) > slots) {
		kpipe_uncharge(pipe->user, (long)slots - pipe->capacity);
		return -EBUSY;
	}
	*ring = kpipe_swap_ring(pipe, *ring, mask);
	WRITE_ONCE(pipe->capacity, slots);
	return 0;
}

/**
 * kpipe_resize - change how much a pipe can hold
 * @pipe: the pipe
 * @size: bytes wanted, and then bytes given: a power-of-two number of pages
 *
 * The rules are those of F_SETPIPE_SZ. What the pipe holds stays in it.
 *
 * Context: takes rd_lock and wr_lock, sleeps.
 * Return: 0; -EINVAL for more than 2 GiB; -EPERM above a limit, when growing;
 * -ENOMEM; -EBUSY when more slots are in use.
 */
int kpipe_resize(struct kpipe *pipe, u64 *size)
{
	struct kpipe_buf *ring;
	u32 slots, mask;
	int err;

	err = kpipe_slots(*size, READ_ONCE(pipe->capacity), &slots);
	if (err)
		return err;
	ring = kpipe_ring_alloc(slots, &mask);
	if (!ring)
		return -ENOMEM;

	kpipe_stop(pipe);
	err = kpipe_resize_locked(pipe, slots, &ring, mask);
	kpipe_go(pipe);

	if (!err)
		kpipe_wake_any(pipe, KPIPE_WRITE_FULL);
	kvfree(ring);
	*size = (u64)slots * PAGE_SIZE;
	return err;
}
