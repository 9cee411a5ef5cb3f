// SPDX-License-Identifier: GPL-2.0-only
/*
 * One write has bytes for three sleeping readers, one read makes room for
 * three sleeping writers: each who is woken and leaves something over wakes
 * the next, and nobody sleeps on beside what he waits for.
 *
 * Bug: 0ddad21d3e99.
 * Planted: kpipe_read_end() wakes no reader.
 * Printed: Bail out! kpipe: no progress
 */
#include "child.h"
#include "halves.h"

enum { SLEEPERS = 3 };

static void asleep(struct call **c, long nr, int fd, size_t len)
{
	int i;

	for (i = 0; i < SLEEPERS; i++) {
		c[i] = call_start(nr, fd, len, -1, 0);
		MUST(call_sleeps(c[i]));
	}
}

static void all_return(struct call **c, long ret, const char *name)
{
	int i;

	for (i = 0; i < SLEEPERS; i++) {
		EQ(reap(c[i]->pid) ?: c[i]->ret, ret, name);
		call_end(c[i]);
	}
}

static void body(void)
{
	static char buf[SLEEPERS * PAGE];
	struct call *c[SLEEPERS];
	int fd[2], i;

	open_pipe(fd, 0);
	asleep(c, SYS_read, fd[0], 1);
	EQ(write(fd[1], "abc", 3), 3, "three bytes come at once");
	all_return(c, 1, "a reader got one");

	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], buf, PAGE) == PAGE);
	asleep(c, SYS_write, fd[1], PAGE);
	EQ(read(fd[0], buf, SLEEPERS * PAGE), SLEEPERS * PAGE,
	   "three pages go at once");
	all_return(c, PAGE, "a writer wrote one");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
