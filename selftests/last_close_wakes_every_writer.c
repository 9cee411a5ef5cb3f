// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three writers asleep on a full pipe: the last reader's close wakes them.
 *
 * Bug: 6551d5c56eb0.
 * Planted: kpipe_wake_all() wakes one sleeper of each site.
 * Printed: Bail out! kpipe: no progress
 */
#include "child.h"
#include "snap.h"

static void body(void)
{
	static char page[PAGE];
	struct call *c[3];
	int fd[2], i;

	open_pipe(fd, 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	for (i = 0; i < 3; i++) {
		c[i] = call_start(SYS_write, fd[1], 10, fd[0], 0);
		OK(call_sleeps(c[i]), "a writer falls asleep");
	}
	if (!native())
		OK(sleepers(fd[1], 0, 3), "three are asleep in write-full");
	close(fd[0]);
	for (i = 0; i < 3; i++) {
		EQ(reap(c[i]->pid), 0, "a writer wakes up");
		EQ(c[i]->ret, -1, "and has written nothing");
		EQ(c[i]->error, EPIPE, "the error is EPIPE");
		EQ(c[i]->signals, 1, "and one SIGPIPE came");
		call_end(c[i]);
	}
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
