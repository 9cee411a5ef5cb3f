// SPDX-License-Identifier: GPL-2.0-only
/*
 * A writer and a reader thread use the cursors of kmod/ring.h as write.c and
 * read.c do: acquire loads, release stores and nothing else between them. The
 * thread sanitizer watches that no byte of a slot is touched by both at once,
 * the reader that every byte is the one that belongs there.
 */
#include <pthread.h>
#include <sched.h>

#include "kpipe_test.h"
#include "ring.h"

enum { CAPACITY = 4, RING = 8, BYTES = 64 };

static u64 head, tail;
static u32 len[RING];
static unsigned char data[RING][BYTES];
static long total, wrong;

static u64 acquire(u64 *cursor)
{
	return __atomic_load_n(cursor, __ATOMIC_ACQUIRE);
}

static void release(u64 *cursor, u64 value)
{
	__atomic_store_n(cursor, value, __ATOMIC_RELEASE);
}

static u32 first_unread(void)
{
	u64 t = acquire(&tail);
	u32 slot = kpipe_cursor_slot(t);

	if (slot == kpipe_cursor_slot(head))
		return kpipe_ring_first(t, kpipe_cursor_pos(head));
	return kpipe_ring_first(t, len[slot % RING]);
}

static bool write_some(long *place, unsigned int bytes)
{
	u32 slot = kpipe_cursor_slot(head), pos = kpipe_cursor_pos(head), i;
	bool merge = pos + bytes <= BYTES &&
		     !kpipe_ring_empty(head, acquire(&tail));

	if (!merge) {
		if (slot + 1 - first_unread() >= CAPACITY)
			return false;
		slot++;
		pos = 0;
	}
	for (i = 0; i < bytes; i++)
		data[slot % RING][pos + i] = (*place)++ % 251;
	if (merge) {
		release(&head, kpipe_head_append(head, bytes));
	} else {
		len[(slot - 1) % RING] = kpipe_cursor_pos(head);
		release(&head, kpipe_head_next(head, first_unread(), bytes));
	}
	return true;
}

static void *writer(void *arg)
{
	unsigned int state = 7;
	long place = 0;

	(void)arg;
	while (place < total) {
		state = state * 1664525 + 1013904223;
		if (!write_some(&place, 1 + (state >> 9) % BYTES))
			sched_yield();
	}
	return NULL;
}

static void move_tail(u64 to, u64 h)
{
	u32 slot = kpipe_cursor_slot(to);

	if (slot != kpipe_cursor_slot(h) &&
	    kpipe_cursor_pos(to) == len[slot % RING])
		to = kpipe_tail_next(to);
	if (to != tail)
		release(&tail, to);
}

static bool read_some(long *place, unsigned int most)
{
	u64 h = acquire(&head);
	u32 slot, pos, end, i;

	if (kpipe_ring_empty(h, tail))
		return false;
	move_tail(tail, h);
	slot = kpipe_cursor_slot(tail);
	pos = kpipe_cursor_pos(tail);
	end = slot == kpipe_cursor_slot(h) ? kpipe_cursor_pos(h) :
					     len[slot % RING];
	if (end - pos > most)
		end = pos + most;
	for (i = pos; i < end; i++)
		wrong += data[slot % RING][i] != (*place)++ % 251;
	move_tail(kpipe_tail_take(tail, end - pos), h);
	return true;
}

int main(void)
{
	unsigned int state = 3;
	pthread_t thread;
	long place = 0;

	total = 4000000L * test_scaled(1);
	test_begin(100);
	test.half = "ring";
	/* The slot numbers wrap around on the way. */
	head = kpipe_cursor(-1000U, 0, 0);
	tail = kpipe_tail_meet(head);
	MUST(pthread_create(&thread, NULL, writer, NULL) == 0);
	while (place < total) {
		state = state * 1664525 + 1013904223;
		if (!read_some(&place, 1 + (state >> 9) % (2 * BYTES)))
			sched_yield();
	}
	MUST(pthread_join(thread, NULL) == 0);
	EQ(wrong, 0, "every byte is the one that belongs there");
	OK(place >= total, "all of them arrived");
	return test_end();
}
