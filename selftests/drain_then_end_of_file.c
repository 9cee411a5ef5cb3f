// SPDX-License-Identifier: GPL-2.0-only
/* O_NONBLOCK read: EAGAIN while a writer is there, 0 when none is left. */
#include "halves.h"

static void body(void)
{
	char buf[8];
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	ERR(read(fd[0], buf, 8), EAGAIN, "empty, with a writer");
	MUST(write(fd[1], "abc", 3) == 3);
	EQ(read(fd[0], buf, 1), 1, "data comes first");
	EQ(read(fd[0], buf, 8), 2, "as much as there is");
	ERR(read(fd[0], buf, 8), EAGAIN, "empty again");
	MUST(write(fd[1], "de", 2) == 2);
	close(fd[1]);
	EQ(read(fd[0], buf, 1), 1, "no writer, but data");
	EQ(read(fd[0], buf, 8), 1, "and more data");
	EQ(read(fd[0], buf, 8), 0, "then the end");
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
