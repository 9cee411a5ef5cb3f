// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who looks at a pipe without its locks sees both of its ends as they were at
 * one moment: with a byte in it at all times it is never empty, and with two at
 * most it is never full, however busy the pipe is.
 *
 * Bug: 3d252160b818.
 * Planted: kpipe_observe() loads head, then tail, and that is all; with 5 us
 * between the two, which do no harm to the code as it should be.
 * Printed: not ok 4 - kpipe: the pipe was never empty (84190 times)
 * Without the 5 us: 2 times, or 0 in one run of three.
 */
#include <poll.h>
#include <time.h>

#include "child.h"
#include "halves.h"

struct watch {
	volatile long looks, empty, full;
	volatile bool over;
};

static void look(int fd[2], struct watch *watch)
{
	struct pollfd p[2] = {
		{ .fd = fd[0], .events = POLLIN },
		{ .fd = fd[1], .events = POLLOUT },
	};

	while (!watch->over) {
		MUST(poll(p, 2, 0) >= 0);
		watch->empty += !(p[0].revents & POLLIN);
		watch->full += !(p[1].revents & POLLOUT);
		watch->looks++;
	}
	_exit(0);
}

static void body(void)
{
	struct watch *watch = shared(sizeof(*watch));
	time_t end = time(NULL) + test_scaled(native() ? 1 : 4);
	int fd[2];
	pid_t pid;
	char c;

	open_pipe(fd, 0);
	MUST(write(fd[1], "x", 1) == 1);
	pid = child();
	if (pid == 0)
		look(fd, watch);
	while (time(NULL) < end) {
		MUST(write(fd[1], "x", 1) == 1);
		MUST(read(fd[0], &c, 1) == 1);
	}
	watch->over = true;
	EQ(reap(pid), 0, "the observer ends");
	printf("# %ld looks\n", watch->looks);
	OK(watch->looks > 1000, "it had many looks");
	EQ(watch->full, 0, "the pipe was never full");
	/* Until 6.14 the kernel's own pipe could seem empty here. */
	if (native() && kernel_older_than(6, 14))
		not_on_this_kernel("the pipe was never empty");
	else
		EQ(watch->empty, 0, "the pipe was never empty");
	close_pipe(fd);
	munmap(watch, sizeof(*watch));
}

int main(void)
{
	return run_twice(body, 60);
}
