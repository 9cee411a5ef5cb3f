// SPDX-License-Identifier: GPL-2.0-only
/*
 * idle.c without its clock: which pipes are watched, and when they give pages
 * back.
 */
#include <kunit/test.h>
#include <linux/mm.h>

#include <linux/kpipe.h>

#include "../idle.c"

static int idle_test_init(struct kunit *test)
{
	struct kpipe *pipe = kpipe_alloc(0, KPIPE_CAPACITY_DEFAULT,
					 KPIPE_POLICY_FAST);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, pipe);
	test->priv = pipe;
	return 0;
}

static void idle_test_exit(struct kunit *test)
{
	if (test->priv)
		kpipe_free(test->priv);
	KUNIT_EXPECT_TRUE(test, list_empty(&idle_pipes));
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), 0);
	kpipe_idle_stop();
}

/* Recycles so many pages, as a reader does. */
static void idle_add_spares(struct kunit *test, struct kpipe *pipe, u32 pages)
{
	mutex_lock(&pipe->rd_lock);
	while (pages--) {
		struct kpipe_buf buf = { .page = kpipe_page_alloc() };

		KUNIT_EXPECT_NOT_ERR_OR_NULL(test, buf.page);
		kpipe_page_recycle(pipe, &buf);
	}
	mutex_unlock(&pipe->rd_lock);
}

/* Watches, and stops the clock. */
static void idle_watch(struct kpipe *pipe)
{
	kpipe_idle_watch(pipe);
	cancel_delayed_work_sync(&idle_work);
}

/* One look at all watched pipes, now. */
static void idle_look(void)
{
	cancel_delayed_work_sync(&idle_work);
	kpipe_idle_work_fn(NULL);
}

static void idle_watches_who_has_too_many(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	idle_watch(pipe);
	KUNIT_EXPECT_TRUE(test, list_empty(&pipe->idle_node));
	idle_add_spares(test, pipe, KPIPE_SPARES_IDLE);
	idle_watch(pipe);
	KUNIT_EXPECT_TRUE(test, list_empty(&pipe->idle_node));
	idle_add_spares(test, pipe, 1);
	idle_watch(pipe);
	KUNIT_EXPECT_FALSE(test, list_empty(&pipe->idle_node));
	idle_watch(pipe);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&idle_pipes));
}

static void idle_takes_from_who_stands_still(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	idle_add_spares(test, pipe, KPIPE_SPARES);
	idle_watch(pipe);
	idle_look();
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), KPIPE_SPARES_IDLE);
	KUNIT_EXPECT_EQ(test, kpipe_nr_pages(), KPIPE_SPARES_IDLE);
	KUNIT_EXPECT_TRUE(test, list_empty(&pipe->idle_node));
}

static void idle_spares_who_writes(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	idle_add_spares(test, pipe, 5);
	idle_watch(pipe);
	pipe->head = kpipe_head_append(pipe->head, 1);
	idle_look();
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 5);
	KUNIT_EXPECT_FALSE(test, list_empty(&pipe->idle_node));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&idle_work));
	idle_look();
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), KPIPE_SPARES_IDLE);
}

static void idle_comes_back_to_who_is_busy(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	idle_add_spares(test, pipe, 5);
	idle_watch(pipe);
	mutex_lock(&pipe->wr_lock);
	idle_look();
	mutex_unlock(&pipe->wr_lock);
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), 5);
	KUNIT_EXPECT_FALSE(test, list_empty(&pipe->idle_node));
	idle_look();
	KUNIT_EXPECT_EQ(test, kpipe_spares(pipe), KPIPE_SPARES_IDLE);
}

/* A pipe that goes while it is watched; idle_test_exit() looks at the list. */
static void idle_forgets_who_is_gone(struct kunit *test)
{
	struct kpipe *pipe = test->priv;

	idle_add_spares(test, pipe, 5);
	idle_watch(pipe);
	KUNIT_EXPECT_FALSE(test, list_empty(&pipe->idle_node));
}

static struct kunit_case idle_test_cases[] = {
	KUNIT_CASE(idle_watches_who_has_too_many),
	KUNIT_CASE(idle_takes_from_who_stands_still),
	KUNIT_CASE(idle_spares_who_writes),
	KUNIT_CASE(idle_comes_back_to_who_is_busy),
	KUNIT_CASE(idle_forgets_who_is_gone),
	{}
};

static struct kunit_suite idle_test_suite = {
	.name = "kpipe_idle",
	.init = idle_test_init,
	.exit = idle_test_exit,
	.test_cases = idle_test_cases,
};

kunit_test_suite(idle_test_suite);
