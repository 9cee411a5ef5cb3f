// SPDX-License-Identifier: GPL-2.0-only
/*
 * One thread may send on a channel while another receives on it: both ends,
 * both ways where there are two, at the same time. Built with the thread
 * sanitizer, library included.
 */
#include "chan.h"

#define COUNT 2000

struct direction {
	struct kp_channel *from, *to;
	unsigned int seed;
	int wrong;
};

/* Messages and streams alike: pieces of 100 bytes. */
static void *send_all(void *argument)
{
	struct direction *d = argument;
	struct chan_bytes bytes = { d->seed };
	char data[100];
	int i;

	for (i = 0; i < COUNT; i++) {
		chan_fill(&bytes, data, sizeof(data));
		if (kp_send(d->from, data, sizeof(data), KP_SECONDS(20)) !=
		    sizeof(data))
			d->wrong++;
	}
	return NULL;
}

static void *receive_all(void *argument)
{
	struct direction *d = argument;
	struct chan_bytes bytes = { d->seed };
	size_t left = COUNT * 100;
	char data[100];
	ssize_t n;

	while (left) {
		n = kp_receive(d->to, data, sizeof(data), KP_SECONDS(20));
		if (n <= 0)
			break;
		d->wrong += (int)chan_wrong(&bytes, data, (size_t)n);
		left -= (size_t)n;
	}
	d->wrong += left > 0;
	return NULL;
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];
	struct direction way[4];
	pthread_t thread[4];
	int i, ways = chan_duplex(c) ? 4 : 2;

	chan_both(c, end);
	for (i = 0; i < 4; i++)
		way[i] = (struct direction){ end[i < 2], end[i >= 2],
					     7 + i / 2, 0 };
	for (i = 0; i < ways; i++)
		MUST(!pthread_create(&thread[i], NULL,
				     i % 2 ? receive_all : send_all, &way[i]));
	for (i = 0; i < ways; i++) {
		pthread_join(thread[i], NULL);
		EQ(way[i].wrong, 0, i % 2 ? "received" : "sent");
	}
	chan_close_both(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 120);
}
