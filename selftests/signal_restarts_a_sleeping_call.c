// SPDX-License-Identifier: GPL-2.0-only
/* A caught signal with SA_RESTART: the call goes on as if nothing had been. */
#include "child.h"
#include "snap.h"

static void handled(struct call *c)
{
	int tries;

	OK(call_sleeps(c), "the caller falls asleep");
	kill(c->pid, SIGUSR1);
	for (tries = 0; tries < 20000 && !c->signals; tries++)
		usleep(500);
	EQ(c->signals, 1, "the handler ran");
	OK(call_sleeps(c), "the caller is asleep again");
}

static void body(void)
{
	static char page[PAGE];
	struct call *c;
	int fd[2], i;

	open_pipe(fd, 0);
	c = call_start(SYS_read, fd[0], 10, -1, SA_RESTART);
	handled(c);
	EQ(write(fd[1], "xy", 2), 2, "two bytes come");
	EQ(reap(c->pid), 0, "the reader returns");
	EQ(c->ret, 2, "with both");
	call_end(c);

	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	c = call_start(SYS_write, fd[1], 10, -1, SA_RESTART);
	handled(c);
	EQ(read(fd[0], page, PAGE), PAGE, "a page goes");
	EQ(reap(c->pid), 0, "the writer returns");
	EQ(c->ret, 10, "with all written");
	call_end(c);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
