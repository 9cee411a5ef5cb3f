// SPDX-License-Identifier: GPL-2.0-only
/* O_RDWR opens a FIFO at once, and is a peer to both sides. */
#include "fifo.h"

static void body(void)
{
	struct opening *r, *w;
	char buf[8];
	int fd, nb;

	MUST(mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	OK(fd >= 0, "nobody there");
	EQ(write(fd, "abc", 3), 3, "it writes");
	EQ(read(fd, buf, 8), 3, "to itself");
	nb = open("f", O_RDWR | O_NONBLOCK);
	OK(nb >= 0, "and with O_NONBLOCK");
	ERR(read(nb, buf, 8), EAGAIN, "a writer is always there");
	close(fd);
	close(nb);

	r = open_start("f", O_RDONLY);
	w = NULL;
	OK(open_sleeps(r), "a reader waits");
	fd = open("f", O_RDWR);
	OK(open_returns(r) && r->fd >= 0, "and is released");
	close(fd);
	open_end(r);

	w = open_start("f", O_WRONLY);
	OK(open_sleeps(w), "a writer waits");
	fd = open("f", O_RDWR);
	OK(open_returns(w) && w->fd >= 0, "and is released");
	r = open_start("f", O_RDONLY);
	OK(open_returns(r) && r->fd >= 0, "beside it a reader need not wait");
	open_end(r);
	open_end(w);
	close(fd);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
