// SPDX-License-Identifier: GPL-2.0-only
/*
 * 1,000 readers killed with -9 at random moments while one writer writes on:
 * the writer lives, then finds nobody to read, and nothing is left.
 */
#include "killing.h"

static void body(void)
{
	static char buf[30000];
	unsigned int size = 1;
	int fd[2], status;
	pid_t pid;
	int number = test_scaled(native() ? 100 : 1000);

	open_pipe(fd, 0);
	pid = child();
	if (pid == 0) {
		close(fd[0]);
		while (write(fd[1], buf, 1 + size % sizeof(buf)) > 0)
			size = size * 69069 + 1;
		_exit(0);
	}
	EQ(kill_many(number, fd[0], fd[1], SYS_read), 0,
	   "every reader lived until it was killed");
	OK(read(fd[0], buf, sizeof(buf)) > 0, "the pipe can be read from");
	close_pipe(fd);
	status = reap(pid);
	OK(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE,
	   "the writer found nobody to read");
}

int main(void)
{
	return run_twice(body, 120);
}
