// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A parent writes the letter H, its child prints it; over whatever transport
 * makes pairs: "pipe:" unless another one is named, such as "kpipe:" or "uds:".
 *
 * fork() copies both ends, and each side closes the one that it does not use:
 * receiving is at its end only when no copy of the other end is left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

static int print_letters(struct kp_channel *channel)
{
	ssize_t size;
	char letter;

	while ((size = kp_receive(channel, &letter, 1, KP_FOREVER)) > 0)
		printf("child %d received: %c\n", (int)getpid(), letter);
	if (size < 0)
		printf("child: %s\n", kp_strerror((int)size));
	else
		puts("child: the end, nobody can send any more");
	fflush(stdout);
	kp_channel_close(channel);
	return size < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *uri = argc > 1 ? argv[1] : "pipe:";
	struct kp_channel *pair[2];
	int error, status;
	ssize_t sent;
	pid_t pid;

	error = kp_channel_pair(uri, 0, NULL, pair);
	if (error) {
		fprintf(stderr, "no pair of %s: %s\n", uri, kp_strerror(error));
		return EXIT_FAILURE;
	}
	pid = fork();
	if (pid < 0) {
		perror("cannot start the child");
		return EXIT_FAILURE;
	}
	if (pid == 0) {
		kp_channel_close(pair[1]);
		_exit(print_letters(pair[0]));
	}
	kp_channel_close(pair[0]);
	sent = kp_send(pair[1], "H", 1, KP_SECONDS(5));
	if (sent < 0)
		fprintf(stderr, "cannot send: %s\n", kp_strerror((int)sent));
	kp_channel_close(pair[1]);
	if (waitpid(pid, &status, 0) != pid || status != 0 || sent != 1)
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
