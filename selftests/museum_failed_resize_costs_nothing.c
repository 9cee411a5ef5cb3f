// SPDX-License-Identifier: GPL-2.0-only
/*
 * A change of size that fails, be it for a limit or for what the pipe holds,
 * leaves its user with as many pages charged as before. And what is exactly at
 * the limit is not above it.
 *
 * Bug: Limits that were checked before the charge, and by one too many.
 * Planted: kpipe_resize_locked() keeps the new charge when it fails; then
 * kpipe_recharge() does; then kpipe_over() takes the limit for over it.
 * Printed, each time: not ok 5 - kpipe: a second pipe is just at the limit
 * (came 2)
 */
#include "limits.h"
#include "twins.h"

struct result {
	int filled, grown, shrunk, at_limit, over;
};

static void fail_often(void *arg)
{
	struct result *res = arg;
	int a[2], b[2], c[2], i;

	res->filled = pages_of_new_pipe(a);
	for (i = 0; i < 10; i++) {
		res->grown += resize_pipe(a[0], 64 * PAGE) < 0 &&
			      errno == EPERM;
		res->shrunk += resize_pipe(a[0], 4 * PAGE) < 0 &&
			       errno == EBUSY;
	}
	res->at_limit = pages_of_new_pipe(b);
	res->over = pages_of_new_pipe(c);
	close_pipe(a);
	close_pipe(b);
	close_pipe(c);
}

static void body(void)
{
	struct result *res = shared(sizeof(*res));

	with_limits(2 * SLOTS, 0, fail_often, res);
	EQ(res->filled, SLOTS, "a pipe, full");
	EQ(res->grown, 10, "it cannot grow over the limit");
	EQ(res->shrunk, 10, "nor lose what it holds");
	EQ(res->at_limit, SLOTS, "a second pipe is just at the limit");
	EQ(res->over, 2, "the third is over it");
	munmap(res, sizeof(*res));
}

int main(void)
{
	return limits_can_be_set() ? run_twice(body, 30) : test_end();
}
