// SPDX-License-Identifier: GPL-2.0-only
/* A caught signal without SA_RESTART: a call that moved nothing is EINTR. */
#include "child.h"
#include "snap.h"

static void interrupted(struct call *c)
{
	OK(call_sleeps(c), "the caller falls asleep");
	kill(c->pid, SIGUSR1);
	EQ(reap(c->pid), 0, "the call returns");
	EQ(c->ret, -1, "without having moved anything");
	EQ(c->error, EINTR, "the error is EINTR");
	EQ(c->signals, 1, "the handler ran");
	call_end(c);
}

static void body(void)
{
	static char page[PAGE];
	int fd[2], i, n;

	open_pipe(fd, O_CLOEXEC);
	printf("# a reader\n");
	interrupted(call_start(SYS_read, fd[0], 10, -1, 0));
	EQ(write(fd[1], "x", 1), 1, "a byte written afterwards");
	EQ(read(fd[0], page, 10), 1, "is there for the next reader");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	printf("# a writer\n");
	interrupted(call_start(SYS_write, fd[1], 10, -1, 0));
	EQ(ioctl(fd[0], FIONREAD, &n) ?: n, SLOTS * PAGE, "nothing went in");
	if (!native())
		OK(sleepers(fd[0], 0, 0), "nobody is counted as asleep");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
