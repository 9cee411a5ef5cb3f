// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reopening an end whose other side is closed neither waits as a FIFO's open
 * does nor fails with ENXIO, and revives the pipe with the data in it.
 */
#include "reopen.h"
#include "halves.h"

static void body(void)
{
	char buf[8];
	int fd[2], r, w;

	open_pipe(fd, 0);
	EQ(write(fd[1], "abc", 3), 3, "three bytes go in");
	close(fd[1]);
	r = reopen(fd[0], O_RDONLY);
	OK(r >= 0, "opening to read without a writer returns at once");
	EQ(read(r, buf, 2), 2, "what is left can be read");
	w = reopen(r, O_WRONLY);
	OK(w >= 0, "a writer comes back");
	EQ(write(w, "d", 1), 1, "and writes behind the rest");
	close(w);
	EQ(read(fd[0], buf, 8), 2, "the rest and the new byte");
	OK(!memcmp(buf, "cd", 2), "in order");
	EQ(read(fd[0], buf, 8), 0, "then the end");
	close(fd[0]);
	close(r);

	open_pipe(fd, 0);
	close(fd[0]);
	w = reopen(fd[1], O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "opening to write without a reader is no ENXIO");
	signal(SIGPIPE, SIG_IGN);
	ERR(write(w, "a", 1), EPIPE, "a write finds no reader");
	r = reopen(w, O_RDONLY);
	OK(r >= 0, "a reader comes back");
	EQ(write(w, "a", 1), 1, "a write finds it");
	close(r);
	close(w);
	close(fd[1]);

	open_pipe(fd, 0);
	ERR(reopen(fd[1], O_WRONLY | O_DIRECT), EINVAL,
	    "O_DIRECT belongs to pipe2 and F_SETFL, not to open");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
