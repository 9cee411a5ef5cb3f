// SPDX-License-Identifier: GPL-2.0-only
/*
 * splice() from an empty pipe, whose reading end was given O_DIRECT, to a pipe
 * of the kernel: since 6.5 the core of the kernel reads for it, under the lock
 * of that pipe. Who writes there is not held up meanwhile.
 */
#include "child.h"
#include "halves.h"

static bool ends_soon(pid_t pid)
{
	int tries, status;

	for (tries = 0; tries < 200; tries++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) && !WEXITSTATUS(status);
		usleep(10000);
	}
	return false;
}

static void body(void)
{
	pid_t splicer, writer;
	int fd[2], to[2];

	open_pipe(fd, 0);
	MUST(pipe(to) == 0);
	MUST(fcntl(fd[0], F_SETFL, O_DIRECT) == 0);
	splicer = child();
	if (splicer == 0) {
		close(fd[1]);
		_exit(splice(fd[0], NULL, to[1], NULL, PAGE, 0) == 0 ||
		      errno == EAGAIN ? 0 : 1);
	}
	usleep(200000);
	writer = child();
	if (writer == 0)
		_exit(write(to[1], "x", 1) == 1 ? 0 : 1);
	OK(ends_soon(writer), "another one can write to the kernel's pipe");
	close(fd[1]);
	OK(ends_soon(splicer), "the splice ends with the last writer");
	close(fd[0]);
	close(to[0]);
	close(to[1]);
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
