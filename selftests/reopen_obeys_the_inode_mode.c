// SPDX-License-Identifier: GPL-2.0-only
/* Somebody else may reopen a pipe only as far as its inode's mode permits. */
#include <sys/stat.h>

#include "child.h"
#include "halves.h"
#include "reopen.h"

struct result {
	int closed, for_reading, for_writing, error;
};

static void as_nobody(int *fd, volatile struct result *res)
{
	MUST(setresgid(65534, 65534, 65534) == 0);
	MUST(setresuid(65534, 65534, 65534) == 0);
	/* Or /proc/self belongs to root from now on. */
	MUST(prctl(PR_SET_DUMPABLE, 1) == 0);
	errno = 0;
	res->closed = reopen(fd[0], O_RDONLY);
	res->error = errno;
	MUST(write(fd[1], "x", 1) == 1);
	while (res->for_reading == 0)
		usleep(200);
	res->for_reading = reopen(fd[0], O_RDONLY);
	res->for_writing = reopen(fd[0], O_WRONLY);
	_exit(0);
}

static void body(void)
{
	volatile struct result *res = shared(sizeof(*res));
	int fd[2];
	pid_t pid;
	char c;

	open_pipe(fd, 0);
	pid = child();
	if (pid == 0)
		as_nobody(fd, res);
	EQ(read(fd[0], &c, 1), 1, "somebody else uses what he inherited");
	EQ(res->closed, -1, "mode 0600: reopening is refused");
	EQ(res->error, EACCES, "with EACCES");
	MUST(fchmod(fd[0], 0604) == 0);
	res->for_reading = 1;
	EQ(reap(pid), 0, "the other ends by himself");
	OK(res->for_reading >= 0, "mode 0604: reading is permitted");
	EQ(res->for_writing, -1, "and writing is not");
	close_pipe(fd);
	munmap((void *)res, sizeof(*res));
}

int main(void)
{
	if (geteuid() == 0)
		return run_twice(body, 20);
	test_begin(20);
	test_skip("all checks", "needs root, to act as somebody else");
	return test_end();
}
