// SPDX-License-Identifier: GPL-2.0-only
/* select: readable with data or at the end, writable with room or EPIPE. */
#include <sys/select.h>

#include "halves.h"

/* Bit 0: readable, bit 1: writable, bit 2: exception. */
static int state(int fd)
{
	fd_set r, w, x;
	struct timeval now = { 0, 0 };

	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&x);
	FD_SET(fd, &r);
	FD_SET(fd, &w);
	FD_SET(fd, &x);
	MUST(select(fd + 1, &r, &w, &x, &now) >= 0);
	return (FD_ISSET(fd, &r) ? 1 : 0) + (FD_ISSET(fd, &w) ? 2 : 0) +
	       (FD_ISSET(fd, &x) ? 4 : 0);
}

static void body(void)
{
	static char page[PAGE];
	int fd[2], i;

	open_pipe(fd, 0);
	EQ(state(fd[0]), 0, "read end, empty");
	EQ(state(fd[1]), 2, "write end, empty");
	MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(state(fd[0]), 1, "read end, a page");
	for (i = 1; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(state(fd[1]), 0, "write end, full");
	MUST(read(fd[0], page, PAGE) == PAGE);
	EQ(state(fd[1]), 2, "write end, a free slot");
	close(fd[1]);
	EQ(state(fd[0]), 1, "read end, data and no writer");
	while (read(fd[0], page, PAGE) > 0)
		;
	EQ(state(fd[0]), 1, "read end, the end of file counts as readable");
	close(fd[0]);

	open_pipe(fd, 0);
	close(fd[0]);
	EQ(state(fd[1]), 3, "write end, no reader: an error counts as both");
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
