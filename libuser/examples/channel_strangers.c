// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A named pipe connects processes that know nothing of each other but a name.
 * Start it twice, in two terminals:
 *
 *	channel_strangers fifo:/tmp/words receive
 *	channel_strangers fifo:/tmp/words send "good morning"
 *
 * With one argument it does both itself. Whoever receives makes the name, and
 * takes it away: a FIFO outlives its processes otherwise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

static int give_up(const char *uri, ssize_t error)
{
	fprintf(stderr, "%s: %s\n", uri, kp_strerror((int)error));
	return EXIT_FAILURE;
}

static int receive(const char *uri)
{
	struct kp_channel *channel;
	char text[256];
	ssize_t size;

	size = kp_channel_open(uri, KP_RECEIVE | KP_CREATE, NULL, &channel);
	if (size < 0)
		return give_up(uri, size);
	while ((size = kp_receive(channel, text, sizeof(text), KP_FOREVER)) > 0)
		printf("received: %.*s\n", (int)size, text);
	kp_channel_close(channel);
	return size < 0 ? give_up(uri, size) : EXIT_SUCCESS;
}

static int send_words(const char *uri, const char *words)
{
	struct kp_channel *channel;
	ssize_t sent;

	/* Who comes first makes the name; a sender waits for a receiver. */
	sent = kp_channel_open(uri, KP_SEND | KP_CREATE, NULL, &channel);
	if (sent < 0)
		return give_up(uri, sent);
	sent = kp_send(channel, words, strlen(words), KP_SECONDS(5));
	kp_channel_close(channel);
	return sent < 0 ? give_up(uri, sent) : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	char own[64];
	int status;

	if (argc == 4 && !strcmp(argv[2], "send"))
		return send_words(argv[1], argv[3]);
	if (argc == 3 && !strcmp(argv[2], "receive"))
		return receive(argv[1]);
	snprintf(own, sizeof(own), "fifo:/tmp/kpipe-example-%d", (int)getpid());
	if (fork() == 0)
		_exit(send_words(own, "good morning"));
	status = receive(own);
	if (wait(&argc) < 0 || argc)
		return EXIT_FAILURE;
	return status;
}
