// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cursor arithmetic of kmod/ring.h, in user space and with sanitizers:
 * packing, comparison, counting, at the start of the numbers, where they wrap
 * around, and at the largest capacity.
 */
#include "kpipe_test.h"
#include "ring.h"

/* Slot numbers around which everything is tried. */
static const u32 bases[] = {
	0, 1, 15, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
};

enum { BASES = sizeof(bases) / sizeof(bases[0]) };

static int wrong;

#define HOLDS(cond) (wrong += !(cond))

static void done(const char *name)
{
	EQ(wrong, 0, name);
	wrong = 0;
}

static void packing(u32 slot)
{
	static const u32 spans[] = { 0, 1, 16, KPIPE_CAPACITY_MAX,
				     KPIPE_SPAN_MAX };
	static const u32 positions[] = { 0, 1, 4095, 4096, KPIPE_POS_MAX };
	unsigned int i, j;
	u64 c;

	for (i = 0; i < 5; i++) {
		for (j = 0; j < 5; j++) {
			c = kpipe_cursor(slot, spans[i], positions[j]);
			HOLDS(kpipe_cursor_slot(c) == slot);
			HOLDS(kpipe_cursor_span(c) == spans[i]);
			HOLDS(kpipe_cursor_pos(c) == positions[j]);
		}
	}
}

static void comparing(u32 slot)
{
	u64 here = kpipe_cursor(slot, 0, 100);
	u64 spanned = kpipe_cursor(slot, 5, 100);
	u64 far = kpipe_cursor(slot + KPIPE_CAPACITY_MAX, 0, 0);

	HOLDS(kpipe_cursor_meets(here, spanned));
	HOLDS(!kpipe_cursor_meets(here, kpipe_cursor(slot, 0, 101)));
	HOLDS(!kpipe_cursor_meets(here, kpipe_cursor(slot + 1, 0, 100)));
	HOLDS(kpipe_cursor_reached(here, here));
	HOLDS(kpipe_cursor_reached(here, spanned));
	HOLDS(kpipe_cursor_reached(here, kpipe_cursor(slot, 0, 99)));
	HOLDS(!kpipe_cursor_reached(here, kpipe_cursor(slot, 0, 101)));
	HOLDS(kpipe_cursor_reached(kpipe_cursor(slot + 1, 0, 0), here));
	HOLDS(!kpipe_cursor_reached(here, kpipe_cursor(slot + 1, 0, 0)));
	HOLDS(kpipe_cursor_reached(far, here));
	HOLDS(!kpipe_cursor_reached(here, far));
}

/* A pipe that is filled page by page and drained page by page. */
static void filling(u32 slot, u32 capacity)
{
	u64 head = kpipe_cursor(slot, 0, 4096);
	u64 tail = kpipe_cursor(slot, 0, 4096);
	u32 used;

	HOLDS(kpipe_ring_empty(head, tail));
	HOLDS(kpipe_ring_used(head, tail) == 0);
	for (used = 1; used <= capacity; used++) {
		HOLDS(!kpipe_ring_full(head, tail, capacity));
		head = kpipe_head_next(head, kpipe_ring_first(tail, 4096), 10);
		HOLDS(kpipe_ring_used(head, tail) == used);
		head = kpipe_head_append(head, 4086);
		HOLDS(kpipe_ring_used(head, tail) == used);
		HOLDS(kpipe_cursor_pos(head) == 4096);
	}
	HOLDS(kpipe_ring_full(head, tail, capacity));
	/* The reader leaves the drained slot that it was standing on. */
	tail = kpipe_tail_next(tail);
	for (used = capacity; used >= 1; used--) {
		HOLDS(kpipe_ring_used(head, tail) == used);
		tail = kpipe_tail_take(tail, 4000);
		HOLDS(kpipe_ring_used(head, tail) == used);
		tail = kpipe_tail_take(tail, 96);
		if (used > 1)
			tail = kpipe_tail_next(tail);
	}
	HOLDS(kpipe_ring_empty(head, tail));
	HOLDS(kpipe_ring_used(head, tail) == 0);
}

/*
 * The case that span is for: a reader has drained a slot while a writer was
 * about to leave it, so tail stands on a slot without unread bytes.
 */
static void standing_behind(u32 slot)
{
	u64 head = kpipe_cursor(slot, 1, 100);
	u64 tail = kpipe_cursor(slot, 0, 40);

	/* Left while bytes were unread: both slots count ... */
	head = kpipe_head_next(head, kpipe_ring_first(tail, 100), 7);
	HOLDS(kpipe_ring_used(head, tail) == 2);
	/* ... also when they have been read since, until head is settled. */
	tail = kpipe_tail_take(tail, 60);
	HOLDS(kpipe_ring_used(head, tail) == 2);
	head = kpipe_head_settle(head, kpipe_ring_first(tail, 100));
	HOLDS(kpipe_ring_used(head, tail) == 1);
	HOLDS(!kpipe_ring_empty(head, tail));
	/* When the reader moves on it comes out the same. */
	tail = kpipe_tail_next(tail);
	HOLDS(kpipe_ring_used(head, tail) == 1);
	tail = kpipe_tail_take(tail, 7);
	HOLDS(kpipe_ring_used(head, tail) == 0);
	HOLDS(kpipe_cursor_meets(kpipe_tail_meet(head), head));
	HOLDS(kpipe_ring_first(tail, 7) == kpipe_cursor_slot(head) + 1);
}

int main(void)
{
	int i;

	test_begin(60);
	test.half = "ring";
	for (i = 0; i < BASES; i++)
		packing(bases[i]);
	done("slot, span and position come out as they went in");
	for (i = 0; i < BASES; i++)
		comparing(bases[i]);
	done("cursors compare by place, across the wrap of slot numbers");
	for (i = 0; i < BASES; i++) {
		filling(bases[i], 1);
		filling(bases[i], 16);
		filling(bases[i] - 8, 16);
		filling(bases[i] - 1000, KPIPE_CAPACITY_MAX);
	}
	done("used slots are counted while filling and draining");
	for (i = 0; i < BASES; i++)
		standing_behind(bases[i]);
	done("a drained slot under tail is not counted");
	return test_end();
}
