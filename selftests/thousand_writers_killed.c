// SPDX-License-Identifier: GPL-2.0-only
/*
 * 1,000 writers killed with -9 at random moments while one reader reads on:
 * the reader lives, then finds the end of the file, and nothing is left.
 */
#include "killing.h"

static void body(void)
{
	static char buf[30000];
	unsigned int size = 1;
	int fd[2];
	pid_t pid;
	int number = test_scaled(native() ? 100 : 1000);

	open_pipe(fd, 0);
	pid = child();
	if (pid == 0) {
		close(fd[1]);
		while (read(fd[0], buf, 1 + size % sizeof(buf)) > 0)
			size = size * 69069 + 1;
		_exit(0);
	}
	EQ(kill_many(number, fd[1], fd[0], SYS_write), 0,
	   "every writer lived until it was killed");
	EQ(write(fd[1], "x", 1), 1, "the pipe can be written to");
	close_pipe(fd);
	EQ(reap(pid), 0, "the reader found the end of the file");
}

int main(void)
{
	return run_twice(body, 120);
}
