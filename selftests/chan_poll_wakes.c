// SPDX-License-Identifier: GPL-2.0-only
/*
 * The descriptor of a channel wakes poll(2) when there is something to
 * receive, when there is room to send, and at the end; as long as the channel
 * is not ready it does not keep poll awake.
 */
#include "chan.h"

static void pause_a_bit(void)
{
	usleep(30000);
}

/* Sleeps in poll(2) until ready; how often it woke up in vain. */
static int sleep_until(struct kp_channel *end, unsigned int want)
{
	struct pollfd entry = { 0 };
	int vain = 0;

	entry.fd = kp_channel_fd(end, want, &entry.events);
	MUST(entry.fd >= 0);
	while (!kp_channel_ready(end, want)) {
		if (poll(&entry, 1, test_patience(10000)) != 1)
			return -1;
		vain++;
	}
	return vain;
}

/* Sends one, then many, then ends; each after a while. */
static void talker(struct chan *c, struct kp_channel *end, void *context)
{
	int i;

	(void)context;
	pause_a_bit();
	MUST(kp_send(end, "a", 1, KP_NOW) == 1);
	pause_a_bit();
	for (i = 0; i < 100; i++)
		MUST(kp_send(end, "b", 1, KP_SECONDS(5)) == 1);
	pause_a_bit();
	if (c->info->can & KP_CAN_SAY_END)
		kp_channel_close(end);
}

static void listening(struct chan *c)
{
	struct kp_channel *end;
	char text[200];
	ssize_t n, came = 0;
	int vain;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, talker, NULL }, &end);
	OK(sleep_until(end, KP_RECEIVE) >= 0, "the first byte wakes poll");
	EQ(kp_receive(end, text, 1, KP_NOW), 1, "and is there");
	while (came < 100) {
		vain = sleep_until(end, KP_RECEIVE);
		if (vain < 0)
			break;
		n = kp_receive(end, text, sizeof(text), KP_NOW);
		if (n <= 0)
			break;
		came += n;
	}
	EQ(came, 100, "a hundred more wake it until all are there");
	if (c->info->can & KP_CAN_SAY_END) {
		OK(sleep_until(end, KP_RECEIVE) >= 0, "the end wakes poll");
		EQ(kp_receive(end, text, 1, KP_NOW), 0, "and is there");
	}
	EQ(reap(pid), 0, "the sender is content");
	kp_channel_close(end);
}

/* Waits for the channel to be full, and takes all that is in it. */
static void drain(struct chan *c, struct kp_channel *end, void *context)
{
	static char data[1 << 18];

	(void)c;
	(void)context;
	pause_a_bit();
	pause_a_bit();
	while (kp_receive(end, data, sizeof(data), KP_MS(300)) > 0)
		;
	kp_channel_close(end);
}

static void talking(struct chan *c)
{
	static char data[1000];
	struct kp_channel *end;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_RECEIVE, drain, NULL },
			&end);
	OK(kp_channel_ready(end, KP_SEND) == KP_SEND, "at first there is room");
	while (kp_send(end, data, sizeof(data), KP_NOW) > 0)
		;
	OK(sleep_until(end, KP_SEND) >= 0, "room wakes poll");
	EQ(kp_send(end, data, sizeof(data), KP_NOW) > 0, 1, "and is there");
	EQ(kp_channel_wait(end, KP_SEND, KP_SECONDS(10)), KP_SEND,
	   "kp_channel_wait() finds more");
	EQ(reap(pid), 0, "the receiver is content");
	kp_channel_close(end);
}

/* What is not ready must not make a busy loop of poll. */
static void quiet(struct chan *c)
{
	struct kp_channel *end[2];
	struct pollfd entry = { 0 };
	int woken = 0, i;
	char text[8];

	chan_both(c, end);
	MUST(kp_send(end[1], "ab", 2, KP_NOW) == 2);
	MUST(kp_receive(end[0], text, sizeof(text), KP_SECONDS(5)) == 2);
	entry.fd = kp_channel_fd(end[0], KP_RECEIVE, &entry.events);
	for (i = 0; i < 3; i++) {
		MUST(!kp_channel_ready(end[0], KP_RECEIVE));
		woken += poll(&entry, 1, 5);
	}
	OK(woken <= 1, "a channel with nothing in it lets poll sleep");
	chan_close_both(end);
}

static void body(struct chan *c)
{
	listening(c);
	talking(c);
	quiet(c);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 60);
}
