// SPDX-License-Identifier: GPL-2.0-only
/* O_CLOEXEC closes both ends in a program that is started; without, it has. */
#include "child.h"
#include "halves.h"

/* Two bits: which of the ends a new program finds open. */
static int seen_by_program(int *fd)
{
	char text[128];
	int status;
	pid_t pid;

	snprintf(text, sizeof(text),
		 "n=0; for i in %d %d; do n=$((n * 2)); "
		 "[ -p /proc/self/fd/$i ] && n=$((n + 1)); done; exit $n",
		 fd[0], fd[1]);
	pid = child();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", text, NULL);
		_exit(99);
	}
	status = reap(pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void body(void)
{
	int fd[2];

	open_pipe(fd, 0);
	EQ(seen_by_program(fd), 3, "without O_CLOEXEC both are inherited");
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	EQ(seen_by_program(fd), 1, "FD_CLOEXEC concerns one descriptor");
	close_pipe(fd);
	open_pipe(fd, O_CLOEXEC);
	EQ(seen_by_program(fd), 0, "with O_CLOEXEC none is inherited");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
