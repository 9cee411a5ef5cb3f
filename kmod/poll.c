// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe tells pollers what an end is ready for.
 *
 * Takes no lock and does not sleep.
 */
#include <linux/poll.h>

#include "compat.h"
#include "kpipe.h"

/**
 * kpipe_poll - the poll method of a pipe's end
 * @file: the end
 * @table: where the poller queues, or nowhere
 *
 * Context: any that poll is called in; takes no lock.
 * Return: readable when there are bytes, with a hang-up when there are no
 * writers, unless a FIFO was opened without one and has had none since;
 * writable when a slot is free, with an error when there are no readers.
 */
__poll_t kpipe_poll(struct file *file, struct poll_table_struct *table)
{
	struct kpipe *pipe = file->private_data;
	u32 readers, writers, opens;
	__poll_t events = 0;
	u64 head, tail;

	WRITE_ONCE(pipe->polled, true);
	if (file->f_mode & FMODE_READ)
		poll_wait(file, &pipe->wait[KPIPE_READ_EMPTY].queue, table);
	if (file->f_mode & FMODE_WRITE)
		poll_wait(file, &pipe->wait[KPIPE_WRITE_FULL].queue, table);

	/* Queued, and polled set, before looking. Pairs with the barriers of
	 * kpipe_read_end(), kpipe_write_end(), kpipe_wake_peer() and
	 * kpipe_wake_all().
	 */
	smp_mb();
	readers = READ_ONCE(pipe->readers);
	/* Before the writers, so that one who has come is not taken for one who
	 * has gone. Pairs with the release in kpipe_count().
	 */
	opens = smp_load_acquire(&pipe->write_opens);
	/* Before the cursors, so that a hang-up comes no earlier than the last
	 * bytes. Pairs with the release in kpipe_uncount().
	 */
	writers = smp_load_acquire(&pipe->writers);
	kpipe_observe(pipe, &head, &tail);

	if (file->f_mode & FMODE_READ) {
		if (!kpipe_ring_empty(head, tail))
			events |= EPOLLIN | EPOLLRDNORM;
		if (!writers && *kpipe_open_word(file) != opens)
			events |= EPOLLHUP;
	}
	if (file->f_mode & FMODE_WRITE) {
		if (!kpipe_ring_full(head, tail, READ_ONCE(pipe->capacity)))
			events |= EPOLLOUT | EPOLLWRNORM;
		if (!readers)
			events |= EPOLLERR;
	}
	return events;
}
