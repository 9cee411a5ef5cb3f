// SPDX-License-Identifier: GPL-2.0-only
/* FIONREAD: the sum of all unread bytes, at either end. */
#include "bad_memory.h"

static void body(void)
{
	static char buf[SLOTS * PAGE];
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	EQ(unread(fd[0]), 0, "empty");
	EQ(unread(fd[1]), 0, "the write end says the same");
	MUST(write(fd[1], buf, 100) == 100);
	EQ(unread(fd[0]), 100, "100 written");
	EQ(unread(fd[1]), 100, "the write end says the same");
	MUST(write(fd[1], buf, 5000) == 5000);
	EQ(unread(fd[0]), 5100, "5000 more");
	MUST(read(fd[0], buf, 1) == 1);
	EQ(unread(fd[0]), 5099, "one read");
	MUST(read(fd[0], buf, 2000) == 2000);
	EQ(unread(fd[0]), 3099, "2000 more, across a page");
	MUST(read(fd[0], buf, sizeof(buf)) == 3099);
	EQ(unread(fd[0]), 0, "all read");
	MUST(write(fd[1], buf, sizeof(buf)) == sizeof(buf));
	EQ(unread(fd[1]), SLOTS * PAGE, "full");
	ERR(ioctl(fd[0], FIONREAD, NULL), EFAULT, "nowhere to put it");
	close(fd[1]);
	EQ(unread(fd[0]), SLOTS * PAGE, "no writer left");
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
