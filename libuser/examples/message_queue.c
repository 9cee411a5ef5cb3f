// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A message queue keeps messages apart, and keeps them: the sender has gone
 * before anybody receives. Each message goes to one receiver.
 *
 *	message_queue [URI]	mq:/NAME (the default), sysvmsg:KEY
 *
 * KP_KEEP lets the queue stay when its last user leaves; the receiver, who
 * opens it without, takes it away.
 */
#include <errno.h>
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

static int send_orders(const char *uri)
{
	static const char *const orders[] = { "tea", "milk", "sugar" };
	struct kp_channel *queue;
	ssize_t n;
	size_t i;

	n = kp_channel_open(uri, KP_SEND | KP_CREATE | KP_KEEP, NULL, &queue);
	if (n < 0)
		return give_up(uri, n);
	for (i = 0; i < 3 && n >= 0; i++)
		n = kp_send(queue, orders[i], strlen(orders[i]), KP_SECONDS(5));
	kp_channel_close(queue);
	return n < 0 ? give_up(uri, n) : EXIT_SUCCESS;
}

static int receive_orders(const char *uri)
{
	struct kp_channel *queue;
	char order[8192];
	ssize_t n;

	n = kp_channel_open(uri, KP_RECEIVE, NULL, &queue);
	if (n < 0)
		return give_up(uri, n);
	while ((n = kp_receive(queue, order, sizeof(order), KP_NOW)) > 0)
		printf("received: %.*s\n", (int)n, order);
	kp_channel_close(queue);
	/* 0: the end; -EAGAIN: nothing left, though a sender may yet come. */
	return n < 0 && n != -EAGAIN ? give_up(uri, n) : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	const char *uri = argc > 1 ? argv[1] : NULL;
	char own[40];
	int status;

	snprintf(own, sizeof(own), "mq:/kpipe-example-%d", (int)getpid());
	if (!uri)
		uri = own;
	if (fork() == 0)
		_exit(send_orders(uri));
	if (wait(&status) < 0 || status)
		return EXIT_FAILURE;
	puts("the sender has gone");
	return receive_orders(uri);
}
