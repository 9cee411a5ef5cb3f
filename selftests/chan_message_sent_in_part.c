// SPDX-License-Identifier: GPL-2.0-only
/*
 * A message over a stream that fits in only in part counts as sent: its rest
 * goes before the next one, or while its sender waits; if the sender closes
 * before that, the receiver is told that a message was lost.
 */
#include "chan.h"

#define COUNT 60

static ssize_t send_without_waiting(struct kp_channel *end, const char *data,
				    size_t size)
{
	ssize_t sent;

	while ((sent = kp_send(end, data, size, KP_NOW)) == -EAGAIN)
		if (kp_channel_wait(end, KP_SEND, KP_SECONDS(20)) != KP_SEND)
			return -ETIMEDOUT;
	return sent;
}

static void sender(struct chan *c, struct kp_channel *end, void *context)
{
	size_t max = kp_channel_max_message(end), size;
	struct chan_bytes bytes = { 21 };
	char *data = malloc(max);
	int i;

	(void)c;
	(void)context;
	MUST(data);
	for (i = 0; i < COUNT; i++) {
		size = max - (size_t)i;
		chan_fill(&bytes, data, size);
		MUST(send_without_waiting(end, data, size) == (ssize_t)size);
	}
	/* The rest of the last one. */
	MUST(kp_channel_wait(end, KP_SEND, KP_SECONDS(20)) == KP_SEND);
	kp_channel_close(end);
}

static void arrives(struct chan *c)
{
	struct chan_bytes bytes = { 21 };
	struct kp_channel *end;
	size_t max, wrong = 0;
	int i, lengths = 0;
	char *data;
	ssize_t n;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, sender, NULL }, &end);
	max = kp_channel_max_message(end);
	data = malloc(max);
	MUST(data);
	for (i = 0; i < COUNT; i++) {
		n = kp_receive(end, data, max, KP_SECONDS(20));
		if (n != (ssize_t)max - i)
			break;
		lengths++;
		wrong += chan_wrong(&bytes, data, (size_t)n);
	}
	EQ(lengths, COUNT, "every message arrives");
	EQ(wrong, 0, "as it was sent");
	EQ(kp_receive(end, data, max, KP_SECONDS(20)), 0, "then the end");
	EQ(reap(pid), 0, "the sender is content");
	free(data);
	kp_channel_close(end);
}

static void is_lost(struct chan *c)
{
	struct kp_channel *end[2];
	size_t max, whole = 0;
	char *data;
	ssize_t n;

	chan_both(c, end);
	max = kp_channel_max_message(end[1]);
	data = calloc(1, max);
	MUST(data);
	while (kp_send(end[1], data, max, KP_NOW) == (ssize_t)max)
		whole++;
	EQ(kp_channel_shutdown(end[1], KP_SEND), -EAGAIN,
	   "it cannot end with a part unsent");
	kp_channel_close(end[1]);
	while ((n = kp_receive(end[0], data, max, KP_NOW)) == (ssize_t)max)
		whole--;
	EQ(whole, 1, "all but the last arrive");
	EQ(n, -EOWNERDEAD, "of which the receiver is told");
	EQ(kp_receive(end[0], data, max, KP_NOW), 0, "then the end");
	free(data);
	kp_channel_close(end[0]);
}

static void body(struct chan *c)
{
	/* Only where a message may be longer than what goes in in one piece. */
	if (!(c->flags & KP_MESSAGES) || c->info->can & KP_CAN_CREATE)
		return;
	arrives(c);
	is_lost(c);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_MESSAGES, body, 60);
}
