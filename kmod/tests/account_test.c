// SPDX-License-Identifier: GPL-2.0-only
/*
 * What account.c charges, to a user who exists only here: sizes, limits with
 * and without rights, and that what is refused costs nothing.
 */
#include <kunit/test.h>
#include <linux/cred.h>

#include "../account.c"

/* Bytes of this many pages. */
#define PAGES(n)	((u64)(n) * PAGE_SIZE)

struct account_test {
	struct user_struct *user;
	struct cred *poor;	/* without capabilities, or NULL to have them */
	unsigned int max_size;
	unsigned long soft, hard;
};

/* Every case begins with the limits as they are by default. */
static int account_test_init(struct kunit *test)
{
	struct account_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t);
	t->user = kunit_kzalloc(test, sizeof(*t->user), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t->user);
	t->max_size = kpipe_max_size_param;
	t->soft = kpipe_user_pages_soft;
	t->hard = kpipe_user_pages_hard;
	test->priv = t;
	return 0;
}

static void account_test_exit(struct kunit *test)
{
	struct account_test *t = test->priv;

	if (!t)
		return;
	if (t->poor)
		put_cred(t->poor);
	kpipe_max_size_param = t->max_size;
	kpipe_user_pages_soft = t->soft;
	kpipe_user_pages_hard = t->hard;
}

/* From here on the case charges as somebody without capabilities. */
static struct user_struct *account_test_drop_rights(struct kunit *test)
{
	struct account_test *t = test->priv;

	t->poor = prepare_creds();
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t->poor);
	cap_clear(t->poor->cap_effective);
	return t->user;
}

static int account_test_charge(struct account_test *t, u64 size, u32 *slots)
{
	const struct cred *old = t->poor ? override_creds(t->poor) : NULL;
	int err = kpipe_charge(t->user, size, 16, slots);

	if (old)
		revert_creds(old);
	return err;
}

static int account_test_recharge(struct account_test *t, u32 paid, u32 slots)
{
	const struct cred *old = t->poor ? override_creds(t->poor) : NULL;
	int err = kpipe_recharge(t->user, paid, slots);

	if (old)
		revert_creds(old);
	return err;
}

static void account_expect(struct kunit *test, u64 size, int err, u32 slots)
{
	struct account_test *t = test->priv;
	long before = atomic_long_read(&t->user->pipe_bufs);
	u32 got = 0;

	KUNIT_EXPECT_EQ(test, account_test_charge(t, size, &got), err);
	if (err) {
		KUNIT_EXPECT_EQ(test, atomic_long_read(&t->user->pipe_bufs),
				before);
		return;
	}
	KUNIT_EXPECT_EQ(test, got, slots);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&t->user->pipe_bufs),
			before + slots);
	kpipe_uncharge(t->user, got);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&t->user->pipe_bufs), before);
}

static void account_rounds_up(struct kunit *test)
{
	account_expect(test, 0, 0, 16);
	account_expect(test, 1, 0, 1);
	account_expect(test, PAGES(1), 0, 1);
	account_expect(test, PAGES(1) + 1, 0, 2);
	account_expect(test, PAGES(3), 0, 4);
	account_expect(test, PAGES(256), 0, 256);
}

static void account_refuses_what_is_too_large(struct kunit *test)
{
	account_expect(test, PAGES(KPIPE_CAPACITY_MAX), 0, KPIPE_CAPACITY_MAX);
	account_expect(test, PAGES(KPIPE_CAPACITY_MAX) + 1, -ENOMEM, 0);
	account_expect(test, 1ULL << 31, -ENOMEM, 0);
	account_expect(test, (1ULL << 31) + 1, -EINVAL, 0);
	account_expect(test, U64_MAX, -EINVAL, 0);
}

static void account_max_size_binds_without_rights(struct kunit *test)
{
	kpipe_max_size_param = PAGES(32);
	account_expect(test, PAGES(33), 0, 64);
	account_test_drop_rights(test);
	account_expect(test, PAGES(32), 0, 32);
	account_expect(test, PAGES(32) + 1, -EPERM, 0);

	kpipe_max_size_param = PAGES(4);
	account_expect(test, 0, 0, 4);
	kpipe_max_size_param = PAGES(5);
	account_expect(test, 0, 0, 4);
	kpipe_max_size_param = 1;
	account_expect(test, 0, 0, 1);
}

static void account_soft_limit_leaves_two_slots(struct kunit *test)
{
	struct user_struct *user = account_test_drop_rights(test);

	kpipe_user_pages_soft = 20;
	account_expect(test, 0, 0, 16);
	atomic_long_set(&user->pipe_bufs, 4);
	account_expect(test, 0, 0, 16);
	atomic_long_set(&user->pipe_bufs, 5);
	account_expect(test, 0, 0, 2);
	account_expect(test, PAGES(2), 0, 2);
	account_expect(test, PAGES(1), 0, 1);
	atomic_long_set(&user->pipe_bufs, 19);
	account_expect(test, PAGES(4), -EPERM, 0);

	kpipe_user_pages_soft = 0;
	atomic_long_set(&user->pipe_bufs, 1000);
	account_expect(test, 0, 0, 16);
}

static void account_hard_limit_refuses(struct kunit *test)
{
	struct user_struct *user = account_test_drop_rights(test);

	kpipe_user_pages_hard = 20;
	atomic_long_set(&user->pipe_bufs, 4);
	account_expect(test, 0, 0, 16);
	account_expect(test, PAGES(32), -EPERM, 0);
	atomic_long_set(&user->pipe_bufs, 5);
	account_expect(test, 0, -ENFILE, 0);
	account_expect(test, PAGES(1), -ENFILE, 0);
}

static void account_limits_do_not_bind_the_mighty(struct kunit *test)
{
	struct account_test *t = test->priv;

	kpipe_user_pages_soft = 1;
	kpipe_user_pages_hard = 1;
	atomic_long_set(&t->user->pipe_bufs, 100);
	account_expect(test, 0, 0, 16);
	account_expect(test, PAGES(64), 0, 64);
}

static void account_growth_is_refused_whole(struct kunit *test)
{
	struct user_struct *user = account_test_drop_rights(test);
	struct account_test *t = test->priv;

	kpipe_user_pages_hard = 40;
	atomic_long_set(&user->pipe_bufs, 16);
	KUNIT_EXPECT_EQ(test, account_test_recharge(t, 16, 32), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&user->pipe_bufs), 32);
	KUNIT_EXPECT_EQ(test, account_test_recharge(t, 32, 64), -EPERM);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&user->pipe_bufs), 32);

	/* Shrinking is granted to who is far over the limit, too. */
	kpipe_user_pages_hard = 1;
	KUNIT_EXPECT_EQ(test, account_test_recharge(t, 32, 16), 0);
	KUNIT_EXPECT_EQ(test, account_test_recharge(t, 16, 16), 0);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&user->pipe_bufs), 16);
}

static struct kunit_case account_test_cases[] = {
	KUNIT_CASE(account_rounds_up),
	KUNIT_CASE(account_refuses_what_is_too_large),
	KUNIT_CASE(account_max_size_binds_without_rights),
	KUNIT_CASE(account_soft_limit_leaves_two_slots),
	KUNIT_CASE(account_hard_limit_refuses),
	KUNIT_CASE(account_limits_do_not_bind_the_mighty),
	KUNIT_CASE(account_growth_is_refused_whole),
	{}
};

static struct kunit_suite account_test_suite = {
	.name = "kpipe_account",
	.init = account_test_init,
	.exit = account_test_exit,
	.test_cases = account_test_cases,
};

kunit_test_suite(account_test_suite);
