// SPDX-License-Identifier: GPL-2.0-only
/* Writing without a reader: EPIPE and SIGPIPE, which kills by default. */
#include "child.h"
#include "halves.h"

static volatile int signals;

static void count(int sig)
{
	(void)sig;
	signals++;
}

static void body(void)
{
	int fd[2], status;
	pid_t pid;

	open_pipe(fd, 0);
	MUST(write(fd[1], "unread", 6) == 6);
	close(fd[0]);
	signal(SIGPIPE, count);
	signals = 0;
	ERR(write(fd[1], "x", 1), EPIPE, "a write without a reader");
	EQ(signals, 1, "one SIGPIPE came");
	EQ(write(fd[1], "x", 0), 0, "writing nothing is no error");
	EQ(signals, 1, "and brings no signal");
	fcntl(fd[1], F_SETFL, O_NONBLOCK);
	ERR(write(fd[1], "x", 1), EPIPE, "O_NONBLOCK does not hide it");
	EQ(signals, 2, "another SIGPIPE came");
	signal(SIGPIPE, SIG_IGN);
	ERR(write(fd[1], "x", 1), EPIPE, "SIGPIPE ignored: EPIPE remains");

	pid = child();
	if (pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		_exit(write(fd[1], "x", 1) == -1 ? 1 : 2);
	}
	status = reap(pid);
	OK(WIFSIGNALED(status), "by default the writer is killed");
	EQ(WTERMSIG(status), SIGPIPE, "by SIGPIPE");
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
