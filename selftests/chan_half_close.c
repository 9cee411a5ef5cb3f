// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ending one direction gives the peer what was under way, then the end, and
 * leaves the other direction as it was.
 */
#include "chan.h"

static void one_way(struct chan *c)
{
	struct kp_channel *end[2];
	char text[16];

	chan_both(c, end);
	MUST(kp_send(end[1], "last", 4, KP_NOW) == 4);
	EQ(kp_channel_shutdown(end[1], KP_SEND), 0, "the sender ends");
	EQ(kp_send(end[1], "x", 1, KP_NOW), -EPIPE, "and can send no more");
	EQ(kp_receive(end[0], text, sizeof(text), KP_SECONDS(5)), 4,
	   "what was under way arrives");
	EQ(kp_receive(end[0], text, sizeof(text), KP_SECONDS(5)), 0,
	   "then the end");
	EQ(kp_channel_ready(end[0], KP_RECEIVE), KP_RECEIVE,
	   "which is always ready");
	if (chan_duplex(c)) {
		EQ(kp_send(end[0], "back", 4, KP_NOW), 4,
		   "the other way goes on");
		EQ(kp_receive(end[1], text, sizeof(text), KP_SECONDS(5)), 4,
		   "and arrives");
	}
	chan_close_both(end);
}

static void no_receiver(struct chan *c)
{
	struct kp_channel *end[2];
	char text[16];

	chan_both(c, end);
	if (c->info->can & KP_CAN_REMOTE) {
		EQ(kp_channel_shutdown(end[0], KP_RECEIVE), -EOPNOTSUPP,
		   "a receiver here does not end a sender there");
		chan_close_both(end);
		return;
	}
	EQ(kp_channel_shutdown(end[0], KP_RECEIVE), 0, "the receiver ends");
	EQ(kp_receive(end[0], text, 1, KP_NOW), 0, "and receives no more");
	EQ(kp_send(end[1], "x", 1, KP_SECONDS(5)), -EPIPE,
	   "the sender is told");
	EQ(kp_channel_ready(end[1], KP_SEND), KP_SEND, "at any time");
	chan_close_both(end);
}

static void body(struct chan *c)
{
	one_way(c);
	no_receiver(c);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_HALF_CLOSE, body,
			60);
}
