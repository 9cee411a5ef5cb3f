// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Shared memory in the six steps of the textbook: a process creates a segment
 * under a key and maps it, another one maps it by the same key, they exchange
 * something, unmap it, and the first one deletes it. What the textbook leaves
 * to the reader, who may write when and how the other learns of it, is in the
 * channel. While it runs, ipcs -m shows the segment.
 *
 *	shared_memory [URI]	sysvshm:KEY (the default), shm:/NAME, mmap:FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

static int give_up(const char *what, ssize_t error)
{
	fprintf(stderr, "%s: %s\n", what, kp_strerror((int)error));
	return EXIT_FAILURE;
}

static int peer(const char *uri)
{
	struct kp_channel *channel;
	char letter[64];
	ssize_t size;

	/* 3. The peer maps it: shmget() with the same key, shmat(). */
	size = kp_channel_open(uri, KP_DUPLEX, NULL, &channel);
	if (size < 0)
		return give_up(uri, size);
	/* 4. They exchange something. */
	size = kp_receive(channel, letter, sizeof(letter), KP_SECONDS(5));
	if (size > 0) {
		printf("the peer read: %.*s\n", (int)size, letter);
		fflush(stdout);
		size = kp_send(channel, "an answer", 9, KP_SECONDS(5));
	}
	/* 5. Unmap: shmdt(). */
	kp_channel_close(channel);
	return size < 0 ? give_up(uri, size) : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct kp_channel *channel;
	char own[40], letter[64];
	const char *uri = own;
	ssize_t size;
	int status;

	snprintf(own, sizeof(own), "sysvshm:%u", 0x4b500000U + getpid());
	if (argc > 1)
		uri = argv[1];
	/* 1. Create: shmget(). 2. Map: shmat(). */
	size = kp_channel_open(uri, KP_DUPLEX | KP_CREATE, NULL, &channel);
	if (size < 0)
		return give_up(uri, size);
	if (fork() == 0) {
		kp_channel_close(channel);
		exit(peer(uri));
	}
	/* 4. They exchange something. */
	size = kp_send(channel, "a letter", 8, KP_SECONDS(5));
	if (size > 0)
		size = kp_receive(channel, letter, sizeof(letter),
				  KP_SECONDS(5));
	if (size > 0)
		printf("the first read: %.*s\n", (int)size, letter);
	/* 5. Unmap: shmdt(). 6. Delete: shmctl(IPC_RMID). */
	kp_channel_close(channel);
	if (size < 0)
		return give_up(uri, size);
	return wait(&status) < 0 || status ? EXIT_FAILURE : EXIT_SUCCESS;
}
