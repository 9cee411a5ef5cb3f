// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who asked for signals on the write end is told of a read that finds nothing,
 * before it sleeps; since 6.15, not. The module does as the kernel it runs on.
 *
 * Found by the differential test.
 */
#include "child.h"
#include "halves.h"

static volatile int signals;

static void count(int sig)
{
	(void)sig;
	signals++;
}

static void body(void)
{
	int before = kernel_older_than(6, 15);
	struct call *c;
	int fd[2];

	open_pipe(fd, 0);
	signals = 0;
	MUST(signal(SIGRTMIN, count) != SIG_ERR);
	MUST(fcntl(fd[1], F_SETOWN, getpid()) == 0);
	MUST(fcntl(fd[1], F_SETSIG, SIGRTMIN) == 0);
	MUST(fcntl(fd[1], F_SETFL, O_WRONLY | O_ASYNC) == 0);

	c = call_start(SYS_read, fd[0], 1, -1, 0);
	MUST(call_sleeps(c));
	EQ(signals, before, "signals when the read sleeps");
	MUST(write(fd[1], "x", 1) == 1);
	EQ(reap(c->pid), 0, "the read ends");
	EQ(signals, before + 1, "another when it has read");
	call_end(c);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
