// SPDX-License-Identifier: GPL-2.0-only
/* O_DIRECT: a write of 5000 bytes becomes packets of 4096 and 904. */
#include "halves.h"

static void body(void)
{
	static char buf[4 * PAGE];
	int fd[2];

	open_pipe(fd, O_DIRECT | O_NONBLOCK);
	EQ(write(fd[1], buf, 5000), 5000, "5000 bytes go in");
	EQ(write(fd[1], buf, 8192), 8192, "8192 bytes go in");
	EQ(read(fd[0], buf, sizeof(buf)), 4096, "the first packet");
	EQ(read(fd[0], buf, sizeof(buf)), 904, "the second");
	EQ(read(fd[0], buf, sizeof(buf)), 4096, "the third");
	EQ(read(fd[0], buf, sizeof(buf)), 4096, "the fourth");
	ERR(read(fd[0], buf, sizeof(buf)), EAGAIN, "no more");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
