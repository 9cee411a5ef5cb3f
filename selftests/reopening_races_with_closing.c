// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe is opened through /proc when its ends have been closed, or just while
 * another process closes them: the open works or fails, and what was opened is
 * a whole pipe.
 *
 * Bug: CVE-2009-3547.
 * Planted: kpipe_release() takes the pipe from the inode at the last close.
 * Printed: nothing: killed in kpipe_open(), "BUG: kernel NULL pointer
 * dereference" in the log
 */
#include "child.h"
#include "halves.h"
#include "reopen.h"

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

/* What O_PATH gives leads to the pipe and is no end of it. */
static void after_last_close(void)
{
	int fd[2], path, again;
	char c;

	open_pipe(fd, 0);
	MUST(write(fd[1], "lost", 4) == 4);
	path = reopen(fd[0], O_PATH);
	MUST(path >= 0);
	close_pipe(fd);
	again = reopen(path, O_RDWR | O_NONBLOCK);
	OK(again >= 0, "opened when all ends are closed");
	ERR(read(again, &c, 1), EAGAIN, "it is empty");
	EQ(use(again), 0, "and works");
	close(again);
	close(path);
}

static void races(void)
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

static void body(void)
{
	after_last_close();
	races();
}

int main(void)
{
	return run_twice(body, 60);
}
