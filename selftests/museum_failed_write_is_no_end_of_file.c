// SPDX-License-Identifier: GPL-2.0-only
/*
 * After a write that failed at the first byte there is nothing in the pipe, and
 * splice waits for something: it takes it neither for data nor for the end.
 *
 * Bug: d1a819a2ec2d, ee5eda8ea595.
 * Planted: kpipe_write_slot() leaves a slot of length zero when it fails, and
 * splice takes what it gets from a ring that is not empty for an answer.
 * Printed: not ok 2 - kpipe: splice finds nothing (came 0)
 */
#include "bad_memory.h"
#include "child.h"

static void splice_once(int fd[2], int way[2])
{
	close(fd[1]);
	_exit(splice(fd[0], NULL, way[1], NULL, 100, 0));
}

static void body(void)
{
	int fd[2], way[2];
	char buf[8];
	pid_t pid;

	MUST(pipe(way) == 0);
	open_pipe(fd, 0);
	ERR(write(fd[1], nowhere, 10), EFAULT, "a write from nowhere");
	ERR(splice(fd[0], NULL, way[1], NULL, 100, SPLICE_F_NONBLOCK), EAGAIN,
	    "splice finds nothing");
	pid = child();
	if (pid == 0)
		splice_once(fd, way);
	OK(asleep_in(pid, SYS_splice), "and waits, when it may");
	MUST(write(fd[1], "abc", 3) == 3);
	EQ(WEXITSTATUS(reap(pid)), 3, "until there are bytes");
	EQ(read(way[0], buf, 8), 3, "which arrive");
	close(fd[1]);
	EQ(splice(fd[0], NULL, way[1], NULL, 100, 0), 0, "then the end");
	close(fd[0]);
	close_pipe(way);
}

int main(void)
{
	return run_twice(body, 30);
}
