// SPDX-License-Identifier: GPL-2.0-only
/* O_DIRECT: every write is a packet, and a read takes one and no more. */
#include "halves.h"

static void body(void)
{
	static char buf[4 * PAGE];
	int fd[2];

	open_pipe(fd, O_DIRECT | O_NONBLOCK);
	MUST(write(fd[1], "abc", 3) == 3);
	MUST(write(fd[1], "de", 2) == 2);
	MUST(write(fd[1], buf, PAGE) == PAGE);
	EQ(write(fd[1], "", 0), 0, "an empty write is no packet");
	MUST(write(fd[1], "f", 1) == 1);
	EQ(read(fd[0], buf, sizeof(buf)), 3, "the first packet");
	OK(!memcmp(buf, "abc", 3), "its bytes");
	EQ(read(fd[0], buf, sizeof(buf)), 2, "the second packet");
	OK(!memcmp(buf, "de", 2), "its bytes");
	EQ(read(fd[0], buf, sizeof(buf)), PAGE, "a packet of a page");
	EQ(read(fd[0], buf, sizeof(buf)), 1, "the last packet");
	ERR(read(fd[0], buf, sizeof(buf)), EAGAIN, "no more");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
