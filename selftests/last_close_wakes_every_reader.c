// SPDX-License-Identifier: GPL-2.0-only
/*
 * Three readers asleep: the last writer's close wakes them all.
 *
 * Bug: 6551d5c56eb0.
 * Planted: kpipe_wake_all() wakes one sleeper of each site.
 * Printed: Bail out! kpipe: no progress
 */
#include "child.h"
#include "snap.h"

static void body(void)
{
	struct call *c[3];
	int fd[2], i;

	open_pipe(fd, 0);
	for (i = 0; i < 3; i++) {
		c[i] = call_start(SYS_read, fd[0], 10, fd[1], 0);
		OK(call_sleeps(c[i]), "a reader falls asleep");
	}
	if (!native())
		OK(sleepers(fd[0], 3, 0), "three are asleep in read-empty");
	close(fd[1]);
	for (i = 0; i < 3; i++) {
		EQ(reap(c[i]->pid), 0, "a reader wakes up");
		EQ(c[i]->ret, 0, "to the end of the file");
		call_end(c[i]);
	}
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
