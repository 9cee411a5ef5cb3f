// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening /proc/self/fd/N makes a new open end, in either direction, that
 * counts as a reader or a writer of its own and has its own flags.
 */
#include "reopen.h"
#include "snap.h"

static void counts(int fd, unsigned int readers, unsigned int writers)
{
	if (native())
		return;
	EQ(snap(fd).readers, readers, "readers");
	EQ(snap(fd).writers, writers, "writers");
}

static void body(void)
{
	char buf[8];
	int fd[2], w, r, rw;

	open_pipe(fd, O_NONBLOCK);
	counts(fd[0], 1, 1);
	w = reopen(fd[0], O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "a read end opens for writing");
	counts(fd[0], 1, 2);
	r = reopen(fd[1], O_RDONLY);
	OK(r >= 0, "a write end opens for reading");
	counts(fd[0], 2, 2);
	rw = reopen(fd[1], O_RDWR);
	OK(rw >= 0, "a write end opens for both");
	counts(fd[0], 3, 3);
	EQ(fcntl(r, F_GETFL) & (O_NONBLOCK | O_ACCMODE), O_RDONLY,
	   "the new end has its own flags");

	EQ(write(w, "abcd", 4), 4, "the new writer writes");
	EQ(read(r, buf, 1), 1, "the new reader reads");
	EQ(buf[0], 'a', "in order");
	EQ(read(rw, buf, 1), 1, "the end for both reads");
	EQ(buf[0], 'b', "in order");
	EQ(write(rw, "e", 1), 1, "the end for both writes");
	EQ(read(fd[0], buf, 8), 3, "the first reader gets the rest");
	OK(!memcmp(buf, "cde", 3), "in order");

	close(fd[1]);
	ERR(read(fd[0], buf, 1), EAGAIN, "one writer of three gone: no end");
	close(w);
	ERR(read(fd[0], buf, 1), EAGAIN, "two writers gone: no end");
	counts(fd[0], 3, 1);
	close(rw);
	EQ(read(fd[0], buf, 1), 0, "the last writer gone: end of file");
	counts(fd[0], 2, 0);
	close(fd[0]);
	counts(r, 1, 0);
	close(r);
}

int main(void)
{
	return run_twice(body, 20);
}
