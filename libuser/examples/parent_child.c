// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A parent writes the letter H into a pipe, its child prints it.
 *
 * fork() copies both ends, and each side closes the one that it does not use.
 * That is no politeness: read() reports the end of the data only when no
 * write end is left, and the child's own copy would be one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

static int read_letters(int fd[2])
{
	char letter;

	close(fd[1]);
	while (read(fd[0], &letter, 1) == 1)
		printf("child %d read: %c\n", (int)getpid(), letter);
	puts("child: end of file, every write end is closed");
	fflush(stdout);
	close(fd[0]);
	return EXIT_SUCCESS;
}

int main(void)
{
	int fd[2], status;
	int error = kp_pipe(fd, 0);
	pid_t pid;

	if (error) {
		fprintf(stderr, "cannot make a pipe: %s\n", kp_strerror(error));
		return EXIT_FAILURE;
	}
	pid = fork();
	if (pid < 0) {
		perror("cannot start the child");
		return EXIT_FAILURE;
	}
	if (pid == 0)
		_exit(read_letters(fd));

	close(fd[0]);
	if (write(fd[1], "H", 1) != 1)
		perror("cannot write");
	close(fd[1]);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
