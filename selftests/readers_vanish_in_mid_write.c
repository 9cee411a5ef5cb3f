// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last reader goes while a writer is asleep in the middle of a large
 * write: the writer gets the number of bytes written so far, and SIGPIPE.
 */
#include "child.h"
#include "halves.h"

static void vanish(int pages_read, const char *name)
{
	static char buf[PAGE];
	struct call *c;
	int fd[2], i, before = -1, unread;

	printf("# %s\n", name);
	open_pipe(fd, 0);
	c = call_start(SYS_write, fd[1], 100000, fd[0], 0);
	OK(call_sleeps(c), "the writer falls asleep");
	for (i = 0; i < pages_read; i++) {
		EQ(read(fd[0], buf, PAGE), PAGE, "a page is read");
		/* The writer has put a page in its place when it is full. */
		do {
			before = ioctl(fd[0], FIONREAD, &unread);
		} while (before == 0 && unread < SLOTS * PAGE);
		OK(call_sleeps(c), "the writer falls asleep again");
	}
	close(fd[0]);
	EQ(reap(c->pid), 0, "the writer returns");
	EQ(c->ret, (SLOTS + pages_read) * PAGE, "with what it had written");
	EQ(c->signals, 1, "and one SIGPIPE");
	call_end(c);
	close(fd[1]);
}

static void body(void)
{
	vanish(0, "nothing was read");
	vanish(2, "two pages were read");
}

int main(void)
{
	return run_twice(body, 20);
}
