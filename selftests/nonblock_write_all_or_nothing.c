// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_NONBLOCK: up to PIPE_BUF bytes go in together or not at all; of more, as
 * much goes in as finds room.
 */
#include "halves.h"

static char data[32 * PAGE];

static int unread(int fd)
{
	int n = -1;

	MUST(ioctl(fd, FIONREAD, &n) == 0);
	return n;
}

/* A pipe with so many full pages and one of so many bytes. */
static void filled(int fd[2], int pages, int bytes)
{
	open_pipe(fd, O_NONBLOCK);
	while (pages--)
		MUST(write(fd[1], data, PAGE) == PAGE);
	if (bytes)
		MUST(write(fd[1], data, bytes) == bytes);
}

static void body(void)
{
	int fd[2];

	filled(fd, 15, 100);
	ERR(write(fd[1], data, 3997), EAGAIN, "a byte too many to append");
	EQ(unread(fd[0]), 15 * PAGE + 100, "nothing of it went in");
	ERR(write(fd[1], data, PAGE), EAGAIN, "a page finds no slot");
	EQ(unread(fd[0]), 15 * PAGE + 100, "nothing of it went in");
	EQ(write(fd[1], data, 3996), 3996, "what can be appended goes in");
	EQ(unread(fd[0]), SLOTS * PAGE, "whole");
	close_pipe(fd);

	filled(fd, 15, 0);
	EQ(write(fd[1], data, 5000), PAGE, "of 5000 a page finds room");
	EQ(unread(fd[0]), SLOTS * PAGE, "and no more");
	ERR(write(fd[1], data, 5000), EAGAIN, "of 5000 nothing finds room");
	close_pipe(fd);

	filled(fd, 15, 100);
	EQ(write(fd[1], data, 5000), 904, "of 5000 the odd 904 are appended");
	EQ(unread(fd[0]), 15 * PAGE + 1004, "and no more");
	close_pipe(fd);

	filled(fd, 0, 0);
	EQ(write(fd[1], data, 32 * PAGE), SLOTS * PAGE,
	   "of 32 pages 16 go in");
	EQ(read(fd[0], data, 2 * PAGE), 2 * PAGE, "two are read");
	EQ(write(fd[1], data, 3 * PAGE + 1), 2 * PAGE, "two go in");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
