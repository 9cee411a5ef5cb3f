// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening a FIFO through /proc/self/fd is like opening it by name: it waits, is
 * refused, and counts. An O_PATH descriptor is no end, but leads there.
 */
#include "fifo.h"
#include "reopen.h"

static void body(void)
{
	struct opening *o;
	char path[64], buf[8];
	int r, w, at, fd;

	MUST(mkfifo("f", 0600) == 0);
	at = open("f", O_PATH);
	OK(at >= 0, "O_PATH does not wait");
	OK(!has_reader("f"), "and is no reader");
	ERR(read(at, buf, 8), EBADF, "nor reads");
	ERR(reopen(at, O_WRONLY | O_NONBLOCK), ENXIO, "no reader");
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(), at);
	o = open_start(path, O_RDONLY);
	OK(open_sleeps(o), "a reader waits");
	w = reopen(at, O_WRONLY);
	OK(w >= 0 && open_returns(o), "until a writer comes that way");
	open_end(o);
	MUST(unlink("f") == 0);

	r = reopen(at, O_RDONLY | O_NONBLOCK);
	OK(r >= 0, "it needs no name");
	EQ(write(w, "abc", 3), 3, "written to an unlinked one");
	EQ(read(r, buf, 8), 3, "read from it");
	fd = reopen(w, O_RDONLY);
	OK(fd >= 0, "a write end opens for reading");
	close(r);
	close(w);
	EQ(read(fd, buf, 8), 0, "its own writer has gone");
	w = reopen(at, O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "there is still a reader");
	close(w);
	close(fd);
	ERR(reopen(at, O_WRONLY | O_NONBLOCK), ENXIO, "now there is none");
	close(at);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
