// SPDX-License-Identifier: GPL-2.0-only
/*
 * A writer asleep on a full pipe goes on as soon as one page has been read,
 * and not before: a reader that then never reads again holds nobody up.
 */
#include "child.h"
#include "snap.h"

static int unread(int fd)
{
	int n = -1;

	MUST(ioctl(fd, FIONREAD, &n) == 0);
	return n;
}

static void body(void)
{
	static char page[PAGE];
	struct call *c;
	int fd[2], i;

	open_pipe(fd, 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	c = call_start(SYS_write, fd[1], 1, fd[0], 0);
	OK(call_sleeps(c), "the writer falls asleep");
	if (!native())
		OK(sleepers(fd[0], 0, 1), "in write-full");
	EQ(read(fd[0], page, PAGE - 1), PAGE - 1, "a page less one byte");
	OK(call_sleeps(c), "does not release it");
	EQ(unread(fd[0]), (SLOTS - 1) * PAGE + 1, "nothing was written");
	EQ(read(fd[0], page, 1), 1, "the page's last byte");
	EQ(reap(c->pid), 0, "does");
	EQ(c->ret, 1, "the byte is written");
	EQ(unread(fd[0]), (SLOTS - 1) * PAGE + 1, "it is there");
	call_end(c);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
