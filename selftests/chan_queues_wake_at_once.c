// SPDX-License-Identifier: GPL-2.0-only
/*
 * A message wakes who sleeps for it, in a call or in poll(), and room wakes
 * who waits for it: without waiting for a look that happens now and then.
 */
#include "chan.h"

#define TRIPS 300
/* A look each quarter of a second would take this many times as long. */
#define AT_MOST KP_SECONDS(15)

static void open_two(struct chan *c, struct chan *back)
{
	*back = *c;
	chan_name(c);
	chan_name(back);
}

static void echo(struct kp_channel *in, struct kp_channel *out)
{
	char byte;

	while (kp_receive(in, &byte, 1, KP_FOREVER) == 1)
		MUST(kp_send(out, &byte, 1, KP_FOREVER) == 1);
	kp_channel_close(in);
	kp_channel_close(out);
}

static void trips(struct chan *c)
{
	struct kp_channel *in, *out, *his_in, *his_out;
	int64_t began = chan_clock();
	struct chan back;
	int i, came = 0;
	char byte;
	pid_t pid;

	open_two(c, &back);
	his_in = chan_open(c, KP_RECEIVE);
	in = chan_open(&back, KP_RECEIVE);
	out = chan_open(c, KP_SEND);
	his_out = chan_open(&back, KP_SEND);
	pid = child();
	if (pid == 0) {
		kp_channel_close(in);
		kp_channel_close(out);
		echo(his_in, his_out);
		_exit(0);
	}
	kp_channel_close(his_in);
	kp_channel_close(his_out);
	for (i = 0; i < TRIPS; i++) {
		MUST(kp_send(out, "x", 1, KP_FOREVER) == 1);
		if (i % 2)
			MUST(kp_channel_wait(in, KP_RECEIVE, KP_SECONDS(20)) ==
			     KP_RECEIVE);
		came += kp_receive(in, &byte, 1, KP_FOREVER) == 1;
	}
	EQ(came, TRIPS, "every message is answered");
	OK(chan_clock() - began < test_patience(1) * AT_MOST, "at once");
	kp_channel_close(out);
	EQ(reap(pid), 0, "the other one was told of the end");
	kp_channel_close(in);
}

/* A slow receiver: the queue is full all the time. */
static void take_slowly(struct chan *c, struct kp_channel *end, void *context)
{
	char data[1024];

	(void)c;
	(void)context;
	while (kp_receive(end, data, sizeof(data), KP_FOREVER) > 0)
		usleep(1000);
	kp_channel_close(end);
}

static void room(struct chan *c)
{
	static const char data[1024];
	int64_t began = chan_clock();
	struct kp_channel *end;
	int i, sent = 0;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_RECEIVE, take_slowly, NULL },
			&end);
	for (i = 0; i < TRIPS; i++) {
		if (i % 2)
			MUST(kp_channel_wait(end, KP_SEND, KP_SECONDS(20)) ==
			     KP_SEND);
		sent += kp_send(end, data, sizeof(data), KP_FOREVER) == 1024;
	}
	kp_channel_close(end);
	EQ(sent, TRIPS, "a full queue takes more as it empties");
	EQ(reap(pid), 0, "and all of it was taken");
	OK(chan_clock() - began < test_patience(1) * AT_MOST, "at once");
}

static void body(struct chan *c)
{
	if (c->way != CHAN_OPEN)
		return;
	trips(c);
	room(c);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_CREATE | KP_CAN_OUTLIVE, body,
			120);
}
