// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The flow of a Unix socket: the server makes a name, listens and accepts, the
 * client connects. kp_listen() is socket(), bind() and listen() in one,
 * kp_channel_open() socket() and connect(); underneath it is the same.
 *
 * The name goes with the listener. Had an earlier server been killed and left
 * it, kp_listen() would have replaced it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

static int client(const char *uri)
{
	struct kp_channel *server;
	char answer[64];
	ssize_t size;
	int error = kp_channel_open(uri, KP_DUPLEX, NULL, &server);

	if (error) {
		fprintf(stderr, "client: %s\n", kp_strerror(error));
		return EXIT_FAILURE;
	}
	kp_send(server, "who am I?", 9, KP_FOREVER);
	size = kp_receive(server, answer, sizeof(answer), KP_SECONDS(5));
	kp_channel_close(server);
	if (size <= 0)
		return EXIT_FAILURE;
	printf("client %d was told: %.*s\n", (int)getpid(), (int)size, answer);
	fflush(stdout);
	return EXIT_SUCCESS;
}

static int serve(struct kp_channel *client)
{
	char question[64], answer[64];
	struct kp_peer peer;

	if (kp_receive(client, question, sizeof(question), KP_SECONDS(5)) <= 0 ||
	    kp_channel_peer(client, &peer) < 0)
		return -1;
	snprintf(answer, sizeof(answer), "process %d of user %u",
		 (int)peer.pid, (unsigned int)peer.uid);
	return kp_send(client, answer, strlen(answer), KP_SECONDS(5)) < 0;
}

int main(void)
{
	struct kp_listener *listener;
	struct kp_channel *channel;
	int error, status, failed;
	char uri[64];

	snprintf(uri, sizeof(uri), "uds:/tmp/kpipe-example-%d", (int)getpid());
	error = kp_listen(uri, 0, NULL, &listener);
	if (error) {
		fprintf(stderr, "server: %s\n", kp_strerror(error));
		return EXIT_FAILURE;
	}
	if (fork() == 0)
		_exit(client(uri));
	failed = kp_accept(listener, KP_SECONDS(5), &channel);
	if (!failed) {
		failed = serve(channel);
		kp_channel_close(channel);
	}
	kp_listener_close(listener);
	wait(&status);
	return failed || status ? EXIT_FAILURE : EXIT_SUCCESS;
}
