// SPDX-License-Identifier: GPL-2.0-only
/* Opening a FIFO for one direction waits until it is opened for the other. */
#include "fifo.h"

static void meets(int first, int second)
{
	struct opening *a, *b;

	a = open_start("f", first);
	OK(open_sleeps(a), "the first open waits");
	b = open_start("f", second);
	OK(open_returns(b) && b->fd >= 0, "the second one does not");
	OK(open_returns(a) && a->fd >= 0, "and ends the first one's wait");
	open_end(a);
	open_end(b);
}

/* All that wait are released by one. */
static void many_meet(int many, int one)
{
	struct opening *o[4], *peer;
	int i;

	for (i = 0; i < 4; i++) {
		o[i] = open_start("f", many);
		OK(open_sleeps(o[i]), "one more waits");
	}
	peer = open_start("f", one);
	OK(open_returns(peer) && peer->fd >= 0, "the peer does not wait");
	for (i = 0; i < 4; i++) {
		OK(open_returns(o[i]) && o[i]->fd >= 0, "and releases one");
		open_end(o[i]);
	}
	open_end(peer);
}

static void body(void)
{
	struct opening *o;
	char buf[8];
	int fd;

	MUST(mkfifo("f", 0600) == 0);
	meets(O_RDONLY, O_WRONLY);
	meets(O_WRONLY, O_RDONLY);
	many_meet(O_RDONLY, O_WRONLY);
	many_meet(O_WRONLY, O_RDONLY);

	o = open_start("f", O_WRONLY);
	OK(open_sleeps(o), "a writer waits again after all have gone");
	fd = open("f", O_RDONLY);
	OK(fd >= 0 && open_returns(o), "a reader comes");
	open_end(o);
	EQ(read(fd, buf, sizeof(buf)), 0, "the writer has gone: end of file");
	o = open_start("f", O_RDONLY);
	OK(open_sleeps(o), "a reader waits for a writer beside another reader");
	open_end(o);
	close(fd);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 60);
}
