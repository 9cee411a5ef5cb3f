// SPDX-License-Identifier: GPL-2.0-only
/*
 * One process opens another's pipe through /proc while that one closes it: the
 * open works or fails, and what was opened is a whole pipe.
 */
#include "child.h"
#include "halves.h"

enum { NUMBER = 100 };		/* of the descriptor, known to both */

static void open_and_close(int rounds)
{
	int fd[2], i;

	for (i = 0; i < rounds; i++) {
		open_pipe(fd, 0);
		MUST(dup2(fd[1], NUMBER) == NUMBER);
		close_pipe(fd);
		close(NUMBER);
	}
	_exit(0);
}

static int use(int fd)
{
	char c = 'u';

	/* Somebody else's end may be there for a moment, but no other data. */
	if (write(fd, &c, 1) != 1 || read(fd, &c, 1) != 1)
		return 1;
	return c != 'u';
}

static void body(void)
{
	int rounds = test_scaled(native() ? 500 : 3000);
	int fd, opened = 0, missed = 0, wrong = 0;
	char path[64];
	pid_t pid;

	pid = child();
	if (pid == 0)
		open_and_close(rounds);
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, NUMBER);
	while (waitpid(pid, &wrong, WNOHANG) == 0) {
		fd = open(path, O_RDWR | O_NONBLOCK);
		if (fd < 0) {
			missed++;
			continue;
		}
		opened++;
		if (use(fd)) {
			kill(pid, SIGKILL);
			break;
		}
		close(fd);
	}
	printf("# opened %d times, came too late %d times\n", opened, missed);
	EQ(wrong, 0, "every pipe that was opened worked");
}

int main(void)
{
	return run_twice(body, 60);
}
