// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages, cursors and ring together: a pipe that is filled, drained and resized
 * slot by slot, without anybody's buffers, across the wrap of slot numbers.
 */
#include <kunit/test.h>
#include <linux/mm.h>

#include <linux/kpipe.h>

#include "../kpipe.h"

/* A pipe of eight slots whose next eight numbers wrap around. */
static int slots_test_init(struct kunit *test)
{
	struct kpipe *pipe = kpipe_alloc(8 * PAGE_SIZE, 16,
					 KPIPE_POLICY_FAST);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pipe);
	pipe->head = kpipe_cursor(-4U, 0, 0);
	pipe->tail = pipe->head;
	test->priv = pipe;
	return 0;
}

static void slots_test_exit(struct kunit *test)
{
	if (test->priv)
		kpipe_free(test->priv);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 0);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), 0);
}

/* Puts so many slots in, of 1, 2, 3 ... bytes; the length tells which it is. */
static void slots_fill(struct kunit *test, struct kpipe *pipe, u32 slots)
{
	u32 i;

	mutex_lock(&pipe->wr_lock);
	for (i = 1; i <= slots; i++) {
		struct page *page = kpipe_page_alloc();
		u32 room = kpipe_room(pipe);

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
		kpipe_open_slot(pipe, (struct kpipe_buf) {
			.page = page,
			.flags = KPIPE_SLOT_MERGE,
		}, i);
		KUNIT_EXPECT_EQ(test, kpipe_room(pipe), room - 1);
	}
	mutex_unlock(&pipe->wr_lock);
}

/* Takes one slot, which must be of this length, byte by byte. */
static void slots_take(struct kunit *test, struct kpipe *pipe, u32 len)
{
	u32 left;

	mutex_lock(&pipe->rd_lock);
	kpipe_read_begin(pipe);
	for (left = len; left; left--) {
		u64 cursor = pipe->tail;
		struct kpipe_chunk chunk = { 0 };

		KUNIT_EXPECT_TRUE(test, kpipe_peek(pipe, pipe->head, &cursor,
						   &chunk));
		KUNIT_EXPECT_EQ(test, chunk.len, left);
		KUNIT_EXPECT_EQ(test, chunk.offset, len - left);
		kpipe_consume(pipe, pipe->head, cursor, 1);
	}
	mutex_unlock(&pipe->rd_lock);
}

static u32 slots_used(const struct kpipe *pipe)
{
	return kpipe_ring_used(pipe->head, pipe->tail);
}

static void slots_fill_and_drain(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	u32 len;

	slots_fill(test, pipe, 8);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 8);
	KUNIT_EXPECT_EQ(test, kpipe_room(pipe), 0);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), 8);
	for (len = 1; len <= 8; len++) {
		slots_take(test, pipe, len);
		KUNIT_EXPECT_EQ(test, slots_used(pipe), 8 - len);
		KUNIT_EXPECT_EQ(test, kpipe_room(pipe), len);
	}
	KUNIT_EXPECT_TRUE(test, kpipe_ring_empty(pipe->head, pipe->tail));
	KUNIT_EXPECT_EQ(test, pipe->filled, 36);
	KUNIT_EXPECT_EQ(test, pipe->drained, 36);
	/* Seven among the spares; on the last slot the reader stays. */
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 7);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), 8);
}

/* One slot is there for a writer again when its last byte is taken, though the
 * reader still stands on it.
 */
static void slots_last_byte_frees_one(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	u64 cursor = pipe->tail;
	struct kpipe_chunk chunk;

	slots_fill(test, pipe, 2);
	mutex_lock(&pipe->rd_lock);
	kpipe_read_begin(pipe);
	KUNIT_EXPECT_TRUE(test, kpipe_peek(pipe, pipe->head, &cursor, &chunk));
	kpipe_consume(pipe, pipe->head, cursor, 1);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 1);
	cursor = pipe->tail;
	KUNIT_EXPECT_TRUE(test, kpipe_peek(pipe, pipe->head, &cursor, &chunk));
	KUNIT_EXPECT_EQ(test, chunk.len, 2);
	kpipe_consume(pipe, pipe->head, cursor, 1);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 1);
	KUNIT_EXPECT_EQ(test, kpipe_room(pipe), 7);
	kpipe_consume(pipe, pipe->head, pipe->tail, 1);
	KUNIT_EXPECT_EQ(test, kpipe_room(pipe), 8);
	cursor = pipe->tail;
	KUNIT_EXPECT_FALSE(test, kpipe_peek(pipe, pipe->head, &cursor, &chunk));
	mutex_unlock(&pipe->rd_lock);
}

static void slots_survive_growth(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	u64 size = 32 * PAGE_SIZE;
	u32 len;

	slots_fill(test, pipe, 8);
	KUNIT_EXPECT_EQ(test, kpipe_resize(pipe, &size), 0);
	KUNIT_EXPECT_EQ(test, pipe->capacity, 32);
	KUNIT_EXPECT_GE(test, pipe->mask, 32);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 8);
	KUNIT_EXPECT_EQ(test, kpipe_room(pipe), 24);
	for (len = 1; len <= 8; len++)
		slots_take(test, pipe, len);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 0);
}

static void slots_survive_shrinking(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	long charged = atomic_long_read(&pipe->user->pipe_bufs);
	u64 size = 2 * PAGE_SIZE;
	u32 len;

	slots_fill(test, pipe, 4);
	slots_take(test, pipe, 1);
	KUNIT_EXPECT_EQ(test, kpipe_resize(pipe, &size), -EBUSY);
	KUNIT_EXPECT_EQ(test, pipe->capacity, 8);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pipe->user->pipe_bufs),
			charged);
	slots_take(test, pipe, 2);
	size = 2 * PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, kpipe_resize(pipe, &size), 0);
	KUNIT_EXPECT_EQ(test, pipe->capacity, 2);
	KUNIT_EXPECT_EQ(test, kpipe_room(pipe), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pipe->user->pipe_bufs),
			charged - 6);
	for (len = 3; len <= 4; len++)
		slots_take(test, pipe, len);
	KUNIT_EXPECT_EQ(test, slots_used(pipe), 0);
}

/* What nobody has read goes with the pipe: see slots_test_exit(). */
static void slots_unread_go_with_the_pipe(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	slots_fill(test, pipe, 6);
	slots_take(test, pipe, 1);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), 6);
}

static struct kunit_case slots_test_cases[] = {
	KUNIT_CASE(slots_fill_and_drain),
	KUNIT_CASE(slots_last_byte_frees_one),
	KUNIT_CASE(slots_survive_growth),
	KUNIT_CASE(slots_survive_shrinking),
	KUNIT_CASE(slots_unread_go_with_the_pipe),
	{}
};

static struct kunit_suite slots_test_suite = {
	.name = "kpipe_slots",
	.init = slots_test_init,
	.exit = slots_test_exit,
	.test_cases = slots_test_cases,
};

kunit_test_suite(slots_test_suite);
