// SPDX-License-Identifier: GPL-2.0-only
/* A pipe is full when no slot is free, however few bytes the slots hold. */
#include <poll.h>

#include "halves.h"

static int writable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };

	MUST(poll(&p, 1, 0) >= 0);
	return p.revents;
}

static void body(void)
{
	static char page[PAGE];
	int fd[2], i;

	open_pipe(fd, O_NONBLOCK);
	for (i = 0; i < SLOTS; i++) {
		EQ(writable(fd[1]), POLLOUT, "room for a page");
		MUST(write(fd[1], page, PAGE) == PAGE);
	}
	EQ(writable(fd[1]), 0, "sixteen pages: no room");
	ERR(write(fd[1], "x", 1), EAGAIN, "not for a byte");
	EQ(read(fd[0], page, 1), 1, "one byte is read");
	ERR(write(fd[1], "x", 1), EAGAIN, "no room: its slot is still used");
	EQ(writable(fd[1]), 0, "and poll says so");
	EQ(read(fd[0], page, PAGE - 2), PAGE - 2, "all but one byte of it");
	ERR(write(fd[1], "x", 1), EAGAIN, "still no room");
	EQ(writable(fd[1]), 0, "and poll says so");
	EQ(read(fd[0], page, 1), 1, "the last byte of the page");
	EQ(writable(fd[1]), POLLOUT, "a slot is free");
	EQ(write(fd[1], "x", 1), 1, "and takes a byte");
	EQ(writable(fd[1]), 0, "which makes the pipe full again");
	EQ(write(fd[1], "yz", 2), 2, "merging needs no slot");
	ERR(write(fd[1], page, PAGE), EAGAIN, "a page does");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK | O_DIRECT);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], "p", 1) == 1);
	ERR(write(fd[1], "p", 1), EAGAIN, "sixteen packets of a byte fill it");
	EQ(writable(fd[1]), 0, "and poll says so");
	EQ(read(fd[0], page, 1), 1, "one packet is read");
	EQ(write(fd[1], "p", 1), 1, "one goes in");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
