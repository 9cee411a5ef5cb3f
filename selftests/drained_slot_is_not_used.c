// SPDX-License-Identifier: GPL-2.0-only
/*
 * A slot without unread bytes does not count: a pipe that was drained takes
 * its whole capacity again, wherever in a page the reader had stopped, and a
 * write never joins bytes that were all read.
 */
#include "halves.h"

static char page[PAGE];

static int pages_that_fit(int fd)
{
	int n = 0;

	while (write(fd, page, PAGE) == PAGE)
		n++;
	return n;
}

static void drain(int fd)
{
	while (read(fd, page, PAGE) > 0)
		;
}

static void body(void)
{
	int fd[2], i;

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], page, 100) == 100);
	MUST(read(fd[0], page, 100) == 100);
	EQ(pages_that_fit(fd[1]), SLOTS, "after 100 bytes in and out");
	drain(fd[0]);
	MUST(write(fd[1], page, 100) == 100);
	MUST(read(fd[0], page, 100) == 100);
	MUST(write(fd[1], page, 100) == 100);
	EQ(pages_that_fit(fd[1]), SLOTS - 1, "100 in, out, and in again");
	drain(fd[0]);
	MUST(write(fd[1], page, 100) == 100);
	MUST(read(fd[0], page, 99) == 99);
	EQ(pages_that_fit(fd[1]), SLOTS - 1, "100 in, 99 out");
	MUST(read(fd[0], page, 1) == 1);
	EQ(pages_that_fit(fd[1]), 1, "the 100th out");
	drain(fd[0]);
	/* Every start of the ring, so that a wrap falls on every place. */
	for (i = 0; i < 3 * SLOTS; i++) {
		MUST(write(fd[1], page, 10) == 10);
		MUST(read(fd[0], page, 10) == 10);
		if (pages_that_fit(fd[1]) != SLOTS)
			break;
		drain(fd[0]);
	}
	EQ(i, 3 * SLOTS, "full capacity from every start");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
