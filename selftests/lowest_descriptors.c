// SPDX-License-Identifier: GPL-2.0-only
/* A new pipe takes the two lowest free numbers, and [0] is the read end. */
#include "halves.h"

static void body(void)
{
	int hole[6], fd[2], i;
	char c;

	for (i = 0; i < 6; i++)
		MUST((hole[i] = open("/dev/null", O_RDONLY)) >= 0);
	close(hole[1]);
	close(hole[4]);
	open_pipe(fd, 0);
	EQ(fd[0], hole[1], "the lower hole becomes [0]");
	EQ(fd[1], hole[4], "the upper hole becomes [1]");

	EQ(write(fd[1], "x", 1), 1, "[1] takes a byte");
	EQ(read(fd[0], &c, 1), 1, "[0] gives it");
	EQ(c, 'x', "it is the byte that was written");
	ERR(write(fd[0], "x", 1), EBADF, "writing on [0] is refused");
	ERR(read(fd[1], &c, 1), EBADF, "reading from [1] is refused");
	close_pipe(fd);
	for (i = 0; i < 6; i++)
		if (i != 1 && i != 4)
			close(hole[i]);
}

int main(void)
{
	return run_twice(body, 20);
}
