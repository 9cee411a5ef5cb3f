// SPDX-License-Identifier: GPL-2.0-only
/*
 * A signal in the middle of a large write: the count of what is in already,
 * with and without SA_RESTART, and exactly that much can be read.
 */
#include "child.h"
#include "halves.h"

static void partial(int flags, int before, const char *name)
{
	static char buf[SLOTS * PAGE];
	struct call *c;
	int fd[2], n;

	printf("# %s\n", name);
	open_pipe(fd, O_NONBLOCK);
	fcntl(fd[1], F_SETFL, 0);
	if (before)
		MUST(write(fd[1], buf, before) == before);
	c = call_start(SYS_write, fd[1], 100000, -1, flags);
	OK(call_sleeps(c), "the writer falls asleep");
	kill(c->pid, SIGUSR1);
	EQ(reap(c->pid), 0, "the write returns");
	EQ(c->signals, 1, "the handler ran");
	EQ(ioctl(fd[0], FIONREAD, &n), 0, "FIONREAD");
	EQ(c->ret, n - before, "with the number of bytes in the pipe");
	/* 100000 % 4096 bytes are appended to a page that has 100. */
	EQ(n, before ? (SLOTS - 1) * PAGE + 100 + 100000 % PAGE : SLOTS * PAGE,
	   "which is full");
	EQ(read(fd[0], buf, sizeof(buf)), n, "and gives them back");
	ERR(read(fd[0], buf, 1), EAGAIN, "and no more");
	call_end(c);
	close_pipe(fd);
}

static void body(void)
{
	partial(0, 0, "without SA_RESTART");
	partial(SA_RESTART, 0, "with SA_RESTART");
	partial(0, 100, "behind 100 bytes");
}

int main(void)
{
	return run_twice(body, 30);
}
