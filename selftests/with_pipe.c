// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a program with a pipe on descriptors 3 (to read) and 4 (to write):
 *
 *	with_pipe [--native] PROGRAM [ARGUMENT...]
 *
 * How the tests of real programs give them a pipe of the module, or, with
 * --native, one of the kernel for comparison.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

int main(int argc, char **argv)
{
	int native = argc > 1 && !strcmp(argv[1], "--native");
	char **command = argv + 1 + native;
	int fd[2], err;

	if (!argv[0] || !*command) {
		fprintf(stderr, "usage: with_pipe [--native] PROGRAM ...\n");
		return 2;
	}
	/* Keep 3 and 4 free of the pipe itself, so that dup2 makes both. */
	while (open("/dev/null", O_RDONLY | O_CLOEXEC) < 4)
		;
	err = native ? pipe(fd) : kp_pipe(fd, 0);
	if (err < 0) {
		fprintf(stderr, "with_pipe: no pipe: %s\n",
			native ? "pipe(2) failed" : kp_strerror(err));
		return 4;
	}
	if (dup2(fd[0], 3) < 0 || dup2(fd[1], 4) < 0)
		return 2;
	close(fd[0]);
	close(fd[1]);
	execvp(command[0], command);
	perror(command[0]);
	return 127;
}
