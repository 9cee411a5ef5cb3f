// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cursor arithmetic of ring.h as the kernel compiles it: packing, order and
 * counting, where the fields begin and end and where slot numbers wrap around.
 */
#include <kunit/test.h>

#include "../ring.h"

/* Slot numbers around which everything is tried. */
static const u32 ring_test_bases[] = {
	0, 1, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff
};

static void ring_packs_and_unpacks(struct kunit *test)
{
	static const u32 spans[] = { 0, 1, KPIPE_CAPACITY_MAX, KPIPE_SPAN_MAX };
	static const u32 positions[] = { 0, 1, 4096, KPIPE_POS_MAX };
	u32 i, j, k;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];

		for (j = 0; j < ARRAY_SIZE(spans); j++) {
			for (k = 0; k < ARRAY_SIZE(positions); k++) {
				u64 c = kpipe_cursor(slot, spans[j],
						     positions[k]);

				KUNIT_EXPECT_EQ(test, kpipe_cursor_slot(c), slot);
				KUNIT_EXPECT_EQ(test, kpipe_cursor_span(c),
						spans[j]);
				KUNIT_EXPECT_EQ(test, kpipe_cursor_pos(c),
						positions[k]);
			}
		}
	}
}

/* The layout is drawn in ring.h; fields neither overlap nor leave a gap. */
static void ring_fields_fill_the_word(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kpipe_cursor(1, 0, 0), 1ULL << 32);
	KUNIT_EXPECT_EQ(test, kpipe_cursor(0, 1, 0), 1ULL << 15);
	KUNIT_EXPECT_EQ(test, kpipe_cursor(0, 0, 1), 1ULL);
	KUNIT_EXPECT_EQ(test,
			kpipe_cursor(U32_MAX, KPIPE_SPAN_MAX, KPIPE_POS_MAX),
			U64_MAX);
}

static void ring_meets_by_place_alone(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 here = kpipe_cursor(slot, 0, 100);
		u64 spanned = kpipe_cursor(slot, KPIPE_SPAN_MAX, 100);
		u64 after = kpipe_cursor(slot, 0, 101);
		u64 next = kpipe_cursor(slot + 1, 0, 100);

		KUNIT_EXPECT_TRUE(test, kpipe_cursor_meets(here, spanned));
		KUNIT_EXPECT_FALSE(test, kpipe_cursor_meets(here, after));
		KUNIT_EXPECT_FALSE(test, kpipe_cursor_meets(here, next));
	}
}

static void ring_reaches_in_order(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 here = kpipe_cursor(slot, 3, 100);
		u64 before = kpipe_cursor(slot, 0, 99);
		u64 after = kpipe_cursor(slot, 0, 101);
		u64 next = kpipe_cursor(slot + 1, 0, 0);
		u64 half = kpipe_cursor(slot + (1U << 31) - 1, 0, 0);

		KUNIT_EXPECT_TRUE(test, kpipe_cursor_reached(here, here));
		KUNIT_EXPECT_TRUE(test, kpipe_cursor_reached(here, before));
		KUNIT_EXPECT_FALSE(test, kpipe_cursor_reached(here, after));
		KUNIT_EXPECT_TRUE(test, kpipe_cursor_reached(next, here));
		KUNIT_EXPECT_FALSE(test, kpipe_cursor_reached(here, next));
		KUNIT_EXPECT_TRUE(test, kpipe_cursor_reached(half, here));
		KUNIT_EXPECT_FALSE(test, kpipe_cursor_reached(here, half));
	}
}

/* Bytes are appended and taken in the slot's own field, up to a full page. */
static void ring_moves_within_a_slot(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 head = kpipe_head_append(kpipe_cursor(slot, 7, 0), 4096);
		u64 tail = kpipe_tail_take(kpipe_cursor(slot, 0, 1), 4095);

		KUNIT_EXPECT_EQ(test, head, kpipe_cursor(slot, 7, 4096));
		KUNIT_EXPECT_EQ(test, tail, kpipe_cursor(slot, 0, 4096));
		KUNIT_EXPECT_TRUE(test, kpipe_ring_empty(head, tail));
	}
}

static void ring_moves_to_the_next_slot(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 head = kpipe_head_next(kpipe_cursor(slot, 1, 4096), slot, 5);
		u64 tail = kpipe_tail_next(kpipe_cursor(slot, 0, 4096));

		KUNIT_EXPECT_EQ(test, head, kpipe_cursor(slot + 1, 2, 5));
		KUNIT_EXPECT_EQ(test, tail, kpipe_cursor(slot + 1, 0, 0));
		KUNIT_EXPECT_EQ(test, kpipe_tail_meet(head),
				kpipe_cursor(slot + 1, 0, 5));
	}
}

/* The largest ring: the span does not run into the slot number. */
static void ring_counts_up_to_the_largest(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u32 first = slot - KPIPE_CAPACITY_MAX + 1;
		u64 tail = kpipe_cursor(first, 0, 0);
		u64 head = kpipe_head_next(kpipe_cursor(slot - 1, 0, 4096),
					   first, 1);

		KUNIT_EXPECT_EQ(test, kpipe_cursor_slot(head), slot);
		KUNIT_EXPECT_EQ(test, kpipe_ring_used(head, tail),
				KPIPE_CAPACITY_MAX);
		KUNIT_EXPECT_TRUE(test, kpipe_ring_full(head, tail,
							KPIPE_CAPACITY_MAX));
		KUNIT_EXPECT_FALSE(test, kpipe_ring_full(head, tail,
							 KPIPE_CAPACITY_MAX + 1));
		tail = kpipe_tail_next(tail);
		KUNIT_EXPECT_EQ(test, kpipe_ring_used(head, tail),
				KPIPE_CAPACITY_MAX - 1);
	}
}

/* What span is for: tail stands on a drained slot that a writer has left. */
static void ring_leaves_out_a_drained_slot(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 tail = kpipe_cursor(slot, 0, 40);
		u64 head = kpipe_cursor(slot, 1, 40);
		u64 stale;

		KUNIT_EXPECT_EQ(test, kpipe_ring_used(head, tail), 0);
		head = kpipe_head_next(head, kpipe_ring_first(tail, 40), 7);
		KUNIT_EXPECT_EQ(test, kpipe_ring_used(head, tail), 1);

		/* Counted while 40 was not the end yet, settled after. */
		stale = kpipe_head_next(kpipe_cursor(slot, 1, 41),
					kpipe_ring_first(tail, 41), 7);
		KUNIT_EXPECT_EQ(test, kpipe_ring_used(stale, tail), 2);
		tail = kpipe_tail_take(tail, 1);
		stale = kpipe_head_settle(stale, kpipe_ring_first(tail, 41));
		KUNIT_EXPECT_EQ(test, kpipe_ring_used(stale, tail), 1);
		KUNIT_EXPECT_EQ(test, stale, kpipe_cursor(slot + 1, 1, 7));
	}
}

/* A slot stays the first unread one until its last byte is taken. */
static void ring_finds_the_first_unread(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 fresh = kpipe_cursor(slot, 0, 0);
		u64 nearly = kpipe_cursor(slot, 0, 4095);
		u64 drained = kpipe_cursor(slot, 0, 4096);

		KUNIT_EXPECT_EQ(test, kpipe_ring_first(fresh, 1), slot);
		KUNIT_EXPECT_EQ(test, kpipe_ring_first(nearly, 4096), slot);
		KUNIT_EXPECT_EQ(test, kpipe_ring_first(drained, 4096), slot + 1);
	}
}

/* Full in the past is told from the distance, whatever span says now. */
static void ring_remembers_a_full_pipe(struct kunit *test)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ring_test_bases); i++) {
		u32 slot = ring_test_bases[i];
		u64 tail = kpipe_cursor(slot, 0, 0);
		u64 head = kpipe_cursor(slot + 15, 1, 4096);

		KUNIT_EXPECT_TRUE(test, kpipe_ring_was_full(head, tail, 16));
		KUNIT_EXPECT_FALSE(test, kpipe_ring_was_full(head, tail, 17));
		KUNIT_EXPECT_FALSE(test, kpipe_ring_full(head, tail, 16));
		tail = kpipe_tail_meet(head);
		KUNIT_EXPECT_FALSE(test, kpipe_ring_was_full(head, tail, 1));
	}
}

static struct kunit_case ring_test_cases[] = {
	KUNIT_CASE(ring_packs_and_unpacks),
	KUNIT_CASE(ring_fields_fill_the_word),
	KUNIT_CASE(ring_meets_by_place_alone),
	KUNIT_CASE(ring_reaches_in_order),
	KUNIT_CASE(ring_moves_within_a_slot),
	KUNIT_CASE(ring_moves_to_the_next_slot),
	KUNIT_CASE(ring_counts_up_to_the_largest),
	KUNIT_CASE(ring_leaves_out_a_drained_slot),
	KUNIT_CASE(ring_finds_the_first_unread),
	KUNIT_CASE(ring_remembers_a_full_pipe),
	{}
};

static struct kunit_suite ring_test_suite = {
	.name = "kpipe_ring",
	.test_cases = ring_test_cases,
};

kunit_test_suite(ring_test_suite);
