// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is unread when the last end is closed is gone, and so is a capacity that
 * was set; as long as one end is open, of whichever side, it stays.
 */
#include "fifo.h"

static void body(void)
{
	char buf[8];
	int r, w, both;

	MUST(mkfifo("f", 0600) == 0);
	both = open("f", O_RDWR | O_NONBLOCK);
	MUST(write(both, "abc", 3) == 3);
	close(both);
	both = open("f", O_RDWR | O_NONBLOCK);
	ERR(read(both, buf, 8), EAGAIN, "gone with the last end");

	MUST(write(both, "abc", 3) == 3);
	w = open("f", O_WRONLY);
	close(both);
	r = open("f", O_RDONLY);
	EQ(read(r, buf, 8), 3, "a writer keeps it");
	MUST(write(w, "de", 2) == 2);
	close(w);
	EQ(read(r, buf, 1), 1, "a reader keeps it");
	w = open("f", O_WRONLY);
	EQ(read(r, buf, 8), 1, "also past the next writer");
	MUST(write(w, "fg", 2) == 2);
	close(r);
	close(w);
	r = open("f", O_RDONLY | O_NONBLOCK);
	EQ(read(r, buf, 8), 0, "gone with the last writer");
	close(r);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
