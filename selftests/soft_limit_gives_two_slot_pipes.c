// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user over the soft limit gets pipes of two slots instead of sixteen, root
 * does not, and closing pipes brings the user back under the limit.
 *
 * Bug: 759c01142a5d, 46c4c9d1beb7.
 * Planted: kpipe_over() finds nobody over a limit.
 * Printed: not ok 4 - kpipe: the third is a small one (came 16)
 * Planted: kpipe_free() does not give back the charge.
 * Printed: not ok 7 - kpipe: after all are closed: a large one (came 2)
 * Planted: KPIPE_CAPACITY_POOR is 1.
 * Printed: not ok 4 - kpipe: the third is a small one (came 1)
 */
#include "limits.h"

struct result {
	int pages[4], again, sized;
};

static void many_pipes(void *arg)
{
	struct result *res = arg;
	int fd[4][2], one[2], i;

	for (i = 0; i < 4; i++)
		res->pages[i] = pages_of_new_pipe(fd[i]);
	if (!native())
		res->sized = kp_pipe_at(device, one, 0, SLOTS * PAGE);
	for (i = 0; i < 4; i++)
		close_pipe(fd[i]);
	res->again = pages_of_new_pipe(fd[0]);
}

static void body(void)
{
	struct result *res = shared(sizeof(*res));
	int fd[2];

	with_limits(2 * SLOTS, 0, many_pipes, res);
	EQ(res->pages[0], SLOTS, "the first pipe");
	EQ(res->pages[1], SLOTS, "the second reaches the limit");
	EQ(res->pages[2], 2, "the third is a small one");
	EQ(res->pages[3], 2, "the fourth is a small one");
	if (!native())
		EQ(res->sized, -EPERM, "asking for sixteen slots is refused");
	EQ(res->again, SLOTS, "after all are closed: a large one");
	EQ(pages_of_new_pipe(fd), SLOTS, "root has no limit");
	close_pipe(fd);
	munmap(res, sizeof(*res));
}

int main(void)
{
	return limits_can_be_set() ? run_twice(body, 30) : test_end();
}
