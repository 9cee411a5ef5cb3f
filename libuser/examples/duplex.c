// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A pipe has one direction, so two of them make a conversation: the parent
 * asks through one, the child answers through the other.
 *
 * Each side waits for the other by turns, so neither pipe can fill up. Where
 * both may write much before they read, each can end up asleep in write-full
 * with nobody left to read; poll(2) avoids that.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

/* Reads questions from in, writes them back in capitals to out. */
static int answer(int in, int out)
{
	char word[64];
	ssize_t length, i;

	while ((length = read(in, word, sizeof(word))) > 0) {
		for (i = 0; i < length; i++)
			word[i] = toupper((unsigned char)word[i]);
		if (write(out, word, length) != length)
			return EXIT_FAILURE;
	}
	return length < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int ask(int out, int in, const char *question)
{
	ssize_t size = (ssize_t)strlen(question);
	char reply[64];

	if (write(out, question, size) != size)
		return -1;
	size = read(in, reply, sizeof(reply));
	if (size <= 0)
		return -1;
	printf("%s -> %.*s\n", question, (int)size, reply);
	return 0;
}

int main(void)
{
	int down[2], up[2], status, failed;
	int error = kp_pipe(down, 0);
	pid_t pid;

	if (!error)
		error = kp_pipe(up, 0);
	if (error) {
		fprintf(stderr, "cannot make a pipe: %s\n", kp_strerror(error));
		return EXIT_FAILURE;
	}
	pid = fork();
	if (pid == 0) {
		close(down[1]);
		close(up[0]);
		_exit(answer(down[0], up[1]));
	}
	close(down[0]);
	close(up[1]);
	failed = pid < 0 || ask(down[1], up[0], "ring") ||
		 ask(down[1], up[0], "buffer");
	close(down[1]);
	if (pid > 0 && waitpid(pid, &status, 0) == pid && !status && !failed)
		return EXIT_SUCCESS;
	fprintf(stderr, "the conversation failed\n");
	return EXIT_FAILURE;
}
