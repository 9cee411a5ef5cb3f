// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many send into a queue and many receive from it, some of them by polling:
 * every message arrives once, nobody sleeps while there is one, and all learn
 * of the end.
 */
#include "chan.h"

#define SENDERS 3
#define RECEIVERS 3
#define EACH 2000

struct count {
	int received;
	int error;	/* of what came last */
};

static void sender(struct chan *c, int number)
{
	struct kp_channel *end = chan_open(c, KP_SEND);
	uint32_t message = (uint32_t)number * EACH;
	int i;

	for (i = 0; i < EACH; i++, message++)
		MUST(kp_send(end, &message, sizeof(message), KP_FOREVER) == 4);
	kp_channel_close(end);
}

static void receiver(struct kp_channel *end, bool polls, unsigned char *seen,
		     struct count *count)
{
	uint32_t message = 0;
	ssize_t came;

	for (;;) {
		if (polls && kp_channel_wait(end, KP_RECEIVE, KP_SECONDS(20)) < 0)
			break;
		came = kp_receive(end, &message, sizeof(message),
				  polls ? KP_NOW : KP_SECONDS(20));
		if (came == -EAGAIN)
			continue;
		if (came != 4)
			break;
		count->received++;
		__atomic_add_fetch(&seen[message % (SENDERS * EACH)], 1,
				   __ATOMIC_RELAXED);
	}
	count->error = (int)came;
	kp_channel_close(end);
}

/* What receivers there are hold the queue before anybody sends. */
static void start(struct chan *c, pid_t *pids, unsigned char *seen,
		  struct count *counts)
{
	struct kp_channel *ends[RECEIVERS];
	int i;

	for (i = 0; i < RECEIVERS; i++)
		ends[i] = chan_open(c, KP_RECEIVE);
	for (i = 0; i < RECEIVERS; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			receiver(ends[i], i % 2, seen, &counts[i]);
			_exit(0);
		}
	}
	for (; i < RECEIVERS + SENDERS; i++) {
		pids[i] = child();
		if (pids[i] == 0) {
			sender(c, i - RECEIVERS);
			_exit(0);
		}
	}
	for (i = 0; i < SENDERS; i++)
		EQ(reap(pids[RECEIVERS + i]), 0, "a sender has sent all");
	for (i = 0; i < RECEIVERS; i++)
		EQ(reap(pids[i]), 0, "a receiver is done");
	for (i = 0; i < RECEIVERS; i++)
		kp_channel_close(ends[i]);
}

static void body(struct chan *c)
{
	size_t size = SENDERS * EACH + RECEIVERS * sizeof(struct count);
	unsigned char *seen = shared(size);
	struct count *counts = (struct count *)(seen + SENDERS * EACH);
	pid_t pids[RECEIVERS + SENDERS];
	int i, once = 0, ended = 0, received = 0;

	if (c->way != CHAN_OPEN || c->info->receivers != KP_MANY)
		return;
	chan_name(c);
	start(c, pids, seen, counts);
	for (i = 0; i < SENDERS * EACH; i++)
		once += seen[i] == 1;
	for (i = 0; i < RECEIVERS; i++) {
		received += counts[i].received;
		ended += counts[i].error == 0;
	}
	EQ(once, SENDERS * EACH, "every message arrived once");
	EQ(received, SENDERS * EACH, "and none more");
	EQ(ended, RECEIVERS, "each receiver was told of the end");
	munmap(seen, size);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_CREATE | KP_CAN_OUTLIVE, body, 60);
}
