// SPDX-License-Identifier: GPL-2.0-only
/*
 * A doorbell is heard as often as it was rung, or at least once where values
 * add up; it can be waited for and polled; and both sides are told when the
 * other one has closed, after what was rung before.
 */
#include "chan.h"

#define RINGS 1000

static uint64_t hear_all(struct kp_channel *end, unsigned int *times)
{
	uint64_t value, sum = 0;

	for (*times = 0; kp_hear(end, &value, KP_NOW) == 0; ++*times)
		sum += value;
	return sum;
}

static void count(struct chan *c, struct kp_channel *end[2])
{
	unsigned int times, i, failed = 0;
	uint64_t sum;

	for (i = 0; i < RINGS; i++)
		failed += kp_ring(end[1], c->info->doorbell_bits ? 2 : 0,
				  KP_NOW) != 0;
	EQ(failed, 0, "it rings");
	EQ(kp_channel_wait(end[0], KP_RECEIVE, KP_SECONDS(5)), KP_RECEIVE,
	   "that is noticed");
	sum = hear_all(end[0], &times);
	if (c->info->doorbell_bits) {
		EQ(times, 1, "it is heard once");
		EQ(sum, 2 * RINGS, "the values add up");
	} else {
		EQ(times, RINGS, "every ring is heard");
	}
}

static void refuse(struct chan *c, struct kp_channel *end[2])
{
	unsigned int bits = c->info->doorbell_bits;
	uint64_t value;

	EQ(kp_hear(end[0], &value, KP_NOW), -EAGAIN, "silence");
	EQ(kp_hear(end[0], &value, KP_MS(20)), -ETIMEDOUT, "for a while");
	EQ(kp_channel_ready(end[0], KP_RECEIVE), 0, "nothing to hear");
	EQ(kp_channel_ready(end[1], KP_SEND), KP_SEND, "free to ring");
	EQ(kp_hear(end[1], &value, KP_NOW), -EBADF, "the ringer hears nothing");
	EQ(kp_ring(end[0], 0, KP_NOW), -EBADF, "the listener cannot ring");
	EQ(kp_send(end[1], "x", 1, KP_NOW), -EOPNOTSUPP, "it is no stream");
	if (bits < 64)
		EQ(kp_ring(end[1], 1ULL << bits, KP_NOW), -ERANGE,
		   "a value that it has no room for");
}

/* As a program would that the end was handed to, if it can be. */
static struct kp_channel *handed(struct chan *c, struct kp_channel *end)
{
	struct kp_channel *again = NULL;
	char uri[128];

	if (c->way != CHAN_PAIR)
		return end;
	MUST(kp_channel_export(end, uri, sizeof(uri)) == 0);
	MUST(kp_channel_open(uri, KP_SEND, NULL, &again) == 0);
	return again;
}

static void ringer(struct chan *c, struct kp_channel *end, void *context)
{
	(void)context;
	end = handed(c, end);
	usleep(50000);
	MUST(kp_ring(end, 0, KP_FOREVER) == 0);
	/* Closed by the end of the process. */
}

static void sleepers(struct chan *c)
{
	struct kp_channel *end;
	struct pollfd entry;
	int64_t began;
	uint64_t value;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, ringer, NULL }, &end);
	EQ(kp_hear(end, &value, KP_FOREVER), 0, "a sleeper hears it");
	began = chan_clock();
	EQ(kp_hear(end, &value, KP_FOREVER), -EPIPE, "and the end of the ringer");
	OK(chan_clock() - began < KP_SECONDS(1), "within a second");
	EQ(reap(pid), 0, "the ringer ended well");
	kp_channel_close(end);

	pid = chan_fork(c, (struct chan_child){ KP_SEND, ringer, NULL }, &end);
	entry.fd = kp_channel_fd(end, KP_RECEIVE, &entry.events);
	while (kp_channel_ready(end, KP_RECEIVE) == 0)
		MUST(poll(&entry, 1, 5000) == 1);
	EQ(kp_hear(end, &value, KP_NOW), 0, "who polls hears it");
	reap(pid);
	while (kp_channel_ready(end, KP_RECEIVE) == 0)
		MUST(poll(&entry, 1, 5000) == 1);
	EQ(kp_hear(end, &value, KP_NOW), -EPIPE, "and the end");
	kp_channel_close(end);
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];
	uint64_t value;

	chan_both(c, end);
	refuse(c, end);
	count(c, end);
	refuse(c, end);
	EQ(kp_ring(end[1], 0, KP_NOW), 0, "a last ring");
	kp_channel_close(end[1]);
	EQ(kp_hear(end[0], &value, KP_NOW), 0, "is heard");
	EQ(kp_hear(end[0], &value, KP_NOW), -EPIPE, "then it is over");
	kp_channel_close(end[0]);

	chan_both(c, end);
	kp_channel_close(end[0]);
	EQ(kp_ring(end[1], 0, KP_NOW), -EPIPE, "nobody listens any more");
	kp_channel_close(end[1]);
	sleepers(c);
}

int main(void)
{
	return chan_run(CHAN_DOORBELLS, 0, body, 60);
}
