// SPDX-License-Identifier: GPL-2.0-only
/* 10,000 times: make a pipe, use it, close it. Nothing is left of them. */
#include "halves.h"

static void body(void)
{
	static char buf[3 * PAGE];
	int rounds = test_scaled(native() ? 1000 : 10000);
	int fd[2], i, wrong = 0;

	for (i = 0; i < rounds; i++) {
		if (make_pipe(fd, i & 1 ? O_NONBLOCK : O_CLOEXEC))
			break;
		/* Every third is closed with data in it. */
		wrong += write(fd[1], buf, i % sizeof(buf) + 1) !=
			 (int)(i % sizeof(buf)) + 1;
		if (i % 3)
			wrong += read(fd[0], buf, sizeof(buf)) <= 0;
		if (i % 5)
			close_pipe(fd);
		else
			close_pipe((int[]){ fd[1], fd[0] });
	}
	EQ(i, rounds, "every pipe could be made");
	EQ(wrong, 0, "and used");
}

int main(void)
{
	return run_twice(body, 90);
}
