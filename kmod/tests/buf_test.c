// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of buf.c: where a writer's page comes from, where a reader's goes,
 * and that the counts come back to zero.
 */
#include <kunit/test.h>

#include "../buf.c"

static int buf_test_init(struct kunit *test)
{
	struct kpipe *pipe = kpipe_alloc(0, KPIPE_CAPACITY_DEFAULT,
					 KPIPE_POLICY_FAST);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pipe);
	test->priv = pipe;
	return 0;
}

static void buf_test_exit(struct kunit *test)
{
	if (test->priv)
		kpipe_free(test->priv);
}

static void buf_expect_pages(struct kunit *test, u64 pages)
{
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), pages);
}

/* A page in a slot that a reader has left. */
static void buf_recycle(struct kpipe *pipe, struct page *page, u32 flags)
{
	struct kpipe_buf buf = { .page = page, .flags = flags };

	mutex_lock(&pipe->rd_lock);
	kpipe_page_recycle(pipe, &buf);
	mutex_unlock(&pipe->rd_lock);
}

static struct page *buf_get(struct kpipe *pipe, struct list_head *reserve)
{
	struct page *page;

	mutex_lock(&pipe->wr_lock);
	page = kpipe_page_get(pipe, reserve);
	mutex_unlock(&pipe->wr_lock);
	return page;
}

static void buf_fill_spares(struct kunit *test, struct kpipe *pipe, u32 pages)
{
	while (pages--) {
		struct page *page = kpipe_page_alloc();

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
		buf_recycle(pipe, page, 0);
	}
}

static void buf_pipes_are_counted(struct kunit *test)
{
	struct kpipe *pipe = test->priv, *other;
	long charged = atomic_long_read(&pipe->user->pipe_bufs);

	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 1);
	other = kpipe_alloc(5 * PAGE_SIZE, KPIPE_CAPACITY_DEFAULT,
			    KPIPE_POLICY_FAST);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, other);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 2);
	KUNIT_EXPECT_EQ(test, other->capacity, 8);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pipe->user->pipe_bufs),
			charged + 8);
	kpipe_free(other);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pipe->user->pipe_bufs),
			charged);
	buf_expect_pages(test, 0);
}

static void buf_refused_pipe_is_not_counted(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	long charged = atomic_long_read(&pipe->user->pipe_bufs);

	KUNIT_EXPECT_EQ(test, PTR_ERR(kpipe_alloc((1ULL << 31) + 1, 16, 0)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(kpipe_alloc(1ULL << 31, 16, 0)), -ENOMEM);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&pipe->user->pipe_bufs),
			charged);
}

/* One descriptor more than slots, so that a reader may stay on a drained one. */
static void buf_ring_is_larger_than_capacity(struct kunit *test)
{
	static const u32 capacities[] = { 1, 2, 16, 4096, KPIPE_CAPACITY_MAX };
	u32 i, mask;

	for (i = 0; i < ARRAY_SIZE(capacities); i++) {
		struct kpipe_buf *ring = kpipe_ring_alloc(capacities[i], &mask);

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ring);
		KUNIT_EXPECT_GE(test, mask, capacities[i]);
		KUNIT_EXPECT_TRUE(test, is_power_of_2(mask + 1));
		KUNIT_EXPECT_PTR_EQ(test, ring[mask].page, NULL);
		kvfree(ring);
	}
}

/* First the spares, then what was set aside, then the allocator. */
static void buf_get_takes_spares_first(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	struct page *spare = kpipe_page_alloc();
	struct page *aside = kpipe_page_alloc();
	struct page *page;
	LIST_HEAD(reserve);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, spare);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, aside);
	list_add(&aside->lru, &reserve);
	buf_recycle(pipe, spare, 0);
	buf_expect_pages(test, 2);

	KUNIT_EXPECT_PTR_EQ(test, buf_get(pipe, &reserve), spare);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 0);
	KUNIT_EXPECT_PTR_EQ(test, buf_get(pipe, &reserve), aside);
	KUNIT_EXPECT_TRUE(test, list_empty(&reserve));
	buf_expect_pages(test, 2);
	page = buf_get(pipe, &reserve);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	buf_expect_pages(test, 3);

	kpipe_page_drop(spare);
	kpipe_page_drop(aside);
	kpipe_page_drop(page);
	buf_expect_pages(test, 0);
}

/* Oldest first, also where the counts of the spares wrap around. */
static void buf_spares_come_back_in_order(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	struct page *page[KPIPE_SPARES];
	LIST_HEAD(reserve);
	int i;

	pipe->spares_in = -5U;
	pipe->spares_left = -5U;
	pipe->spares_out = -5U;
	pipe->spares_seen = -5U;
	for (i = 0; i < KPIPE_SPARES; i++) {
		page[i] = kpipe_page_alloc();
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page[i]);
		buf_recycle(pipe, page[i], 0);
		KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), i + 1);
	}
	for (i = 0; i < KPIPE_SPARES; i++) {
		KUNIT_EXPECT_PTR_EQ(test, buf_get(pipe, &reserve), page[i]);
		kpipe_page_drop(page[i]);
	}
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 0);
	buf_expect_pages(test, 0);
}

static void buf_recycle_keeps_so_many(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	buf_fill_spares(test, pipe, KPIPE_SPARES + 1);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), KPIPE_SPARES);
	buf_expect_pages(test, KPIPE_SPARES);
}

/* Who else sees the page must not find it changed by our next writer. */
static void buf_recycle_refuses_foreign_pages(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	struct page *page = kpipe_page_alloc();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	buf_recycle(pipe, page, KPIPE_SLOT_SHARED);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 0);
	buf_expect_pages(test, 0);

	page = kpipe_page_alloc();
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	get_page(page);
	buf_recycle(pipe, page, 0);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 0);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	buf_expect_pages(test, 0);
	put_page(page);

	buf_recycle(pipe, NULL, 0);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 0);
	buf_expect_pages(test, 0);
}

static void buf_trim_keeps_what_it_is_told(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	buf_fill_spares(test, pipe, 5);
	mutex_lock(&pipe->wr_lock);
	kpipe_spares_trim(pipe, 7);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 5);
	kpipe_spares_trim(pipe, 2);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 2);
	buf_expect_pages(test, 2);
	kpipe_spares_trim(pipe, 0);
	mutex_unlock(&pipe->wr_lock);
	buf_expect_pages(test, 0);
}

/* Every reference is counted, whoever made the page. */
static void buf_references_are_counted(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
	kpipe_page_adopt(page);
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	buf_expect_pages(test, 1);
	KUNIT_EXPECT_TRUE(test, kpipe_page_hold(page));
	KUNIT_EXPECT_EQ(test, page_count(page), 2);
	buf_expect_pages(test, 2);
	kpipe_page_drop(page);
	kpipe_page_drop(page);
	buf_expect_pages(test, 0);
}

/* How many pages are set aside for a write of this many bytes. */
static u32 buf_reserve(struct kpipe *pipe, size_t bytes)
{
	struct list_head *entry;
	LIST_HEAD(reserve);
	u32 pages = 0;

	kpipe_reserve_fill(pipe, &reserve, bytes);
	list_for_each(entry, &reserve)
		pages++;
	kpipe_reserve_drop(&reserve);
	return pages;
}

static void buf_reserve_is_what_is_needed(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 1), 1);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, PAGE_SIZE), 1);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, PAGE_SIZE + 1), 2);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 1UL << 30), KPIPE_RESERVE_MAX);

	/* 100 bytes unread: what fits behind them needs no page. */
	pipe->head = kpipe_cursor(0, 1, 100);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, PAGE_SIZE - 100), 0);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, PAGE_SIZE - 99), 1);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, PAGE_SIZE + 1), 1);

	/* Not more than there are free slots, nor what there is already. */
	pipe->head = kpipe_cursor(13, 14, 4096);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 8 * PAGE_SIZE), 2);
	pipe->head = kpipe_cursor(15, 16, 4096);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 8 * PAGE_SIZE), 0);
	pipe->head = 0;
	buf_fill_spares(test, pipe, 3);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 5 * PAGE_SIZE), 2);
	KUNIT_EXPECT_EQ(test, buf_reserve(pipe, 2 * PAGE_SIZE), 0);
	buf_expect_pages(test, 3);
}

/* What is unread stays while there is an end, and goes with the last one. */
static void buf_discard_waits_for_the_last_end(struct kunit *test)
{
	struct kpipe *pipe = test->priv;
	int i;

	for (i = 1; i <= 3; i++) {
		struct page *page = kpipe_page_alloc();

		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, page);
		*kpipe_buf_at(pipe, i) = (struct kpipe_buf) {
			.page = page,
			.len = 10,
		};
	}
	pipe->head = kpipe_cursor(3, 3, 10);
	pipe->filled = 30;
	buf_fill_spares(test, pipe, 2);

	pipe->writers = 1;
	kpipe_discard(pipe);
	buf_expect_pages(test, 5);
	KUNIT_EXPECT_FALSE(test, kpipe_ring_empty(pipe->head, pipe->tail));

	pipe->writers = 0;
	kpipe_discard(pipe);
	buf_expect_pages(test, 0);
	KUNIT_EXPECT_TRUE(test, kpipe_ring_empty(pipe->head, pipe->tail));
	KUNIT_EXPECT_EQ(test, pipe->drained, 30);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pipes(), 1);
}

static struct kunit_case buf_test_cases[] = {
	KUNIT_CASE(buf_pipes_are_counted),
	KUNIT_CASE(buf_refused_pipe_is_not_counted),
	KUNIT_CASE(buf_ring_is_larger_than_capacity),
	KUNIT_CASE(buf_get_takes_spares_first),
	KUNIT_CASE(buf_spares_come_back_in_order),
	KUNIT_CASE(buf_recycle_keeps_so_many),
	KUNIT_CASE(buf_recycle_refuses_foreign_pages),
	KUNIT_CASE(buf_trim_keeps_what_it_is_told),
	KUNIT_CASE(buf_references_are_counted),
	KUNIT_CASE(buf_reserve_is_what_is_needed),
	KUNIT_CASE(buf_discard_waits_for_the_last_end),
	{}
};

static struct kunit_suite buf_test_suite = {
	.name = "kpipe_buf",
	.init = buf_test_init,
	.exit = buf_test_exit,
	.test_cases = buf_test_cases,
};

kunit_test_suite(buf_test_suite);
