// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user over the hard limit gets ENFILE, nothing is left, root goes on.
 *
 * Bug: 759c01142a5d.
 * Planted: kpipe_over() finds nobody over a limit.
 * Printed: not ok 4 - kpipe: the third is refused (came 16)
 */
#include "limits.h"

struct result {
	int pages[4], lowest, again, sized;
};

static void many_pipes(void *arg)
{
	struct result *res = arg;
	int fd[4][2], i, last = 2, n;

	for (i = 0; i < 4; i++) {
		res->pages[i] = pages_of_new_pipe(fd[i]);
		if (res->pages[i] > 0)
			last = i;
	}
	if (!native())
		res->sized = kp_pipe_at(device, fd[3], 0, SLOTS * PAGE);
	n = dup(0);
	res->lowest = n - fd[last][1];
	for (i = 0; i < 4; i++)
		if (res->pages[i] > 0)
			close_pipe(fd[i]);
	res->again = pages_of_new_pipe(fd[0]);
}

static void body(void)
{
	struct result *res = shared(sizeof(*res));
	int fd[2];

	/* Room for 16 and, above the soft limit, 2 slots. */
	with_limits(SLOTS, SLOTS + 3, many_pipes, res);
	EQ(res->pages[0], SLOTS, "the first pipe");
	EQ(res->pages[1], 2, "the second is a small one");
	EQ(res->pages[2], -ENFILE, "the third is refused");
	EQ(res->pages[3], -ENFILE, "and so is the fourth");
	if (!native())
		EQ(res->sized, -ENFILE, "asking for a size does not help");
	EQ(res->lowest, 1, "the refused left no descriptor");
	EQ(res->again, SLOTS, "after all are closed: a large one");
	EQ(pages_of_new_pipe(fd), SLOTS, "root has no limit");
	close_pipe(fd);
	munmap(res, sizeof(*res));
}

int main(void)
{
	return limits_can_be_set() ? run_twice(body, 30) : test_end();
}
