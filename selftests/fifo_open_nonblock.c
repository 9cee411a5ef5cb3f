// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_NONBLOCK: for reading, open returns at once; for writing it is ENXIO while
 * there is no reader. Who waits in open counts as one.
 */
#include "fifo.h"

static void body(void)
{
	struct opening *o;
	char buf[8];
	int r, w;

	MUST(mkfifo("f", 0600) == 0);
	ERR(open("f", O_WRONLY | O_NONBLOCK), ENXIO, "no reader");
	r = open("f", O_RDONLY | O_NONBLOCK);
	OK(r >= 0, "to read it opens at once");
	EQ(read(r, buf, 8), 0, "no writer: end of file, not EAGAIN");
	w = open("f", O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "there is a reader");
	ERR(read(r, buf, 8), EAGAIN, "there is a writer");
	EQ(write(w, "abc", 3), 3, "write");
	EQ(read(r, buf, 8), 3, "read");
	EQ(fcntl(w, F_GETFL) & O_NONBLOCK, O_NONBLOCK, "the flag stays");
	close(r);
	ERR(open("f", O_WRONLY | O_NONBLOCK), ENXIO,
	    "a writer is no reader, the reader has gone");
	close(w);

	o = open_start("f", O_RDONLY);
	OK(open_sleeps(o), "a reader waits");
	w = open("f", O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "which is reader enough");
	OK(open_returns(o) && o->fd >= 0, "and it need not wait any more");
	open_end(o);
	close(w);

	o = open_start("f", O_WRONLY);
	OK(open_sleeps(o), "a writer waits");
	r = open("f", O_RDONLY | O_NONBLOCK);
	OK(r >= 0 && open_returns(o) && o->fd >= 0, "a reader releases it");
	ERR(read(r, buf, 8), EAGAIN, "and sees it");
	open_end(o);
	close(r);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
