// SPDX-License-Identifier: GPL-2.0-only
/*
 * A receiver that is there first waits for its sender: nobody yet is no end.
 * The end comes when a sender has come and gone, also one that said nothing;
 * and the next one is heard again.
 */
#include "chan.h"

static void body(struct chan *c)
{
	bool ends = c->info->can & KP_CAN_SAY_END;
	struct kp_channel *receiver, *sender;
	char text[8];

	if (c->way != CHAN_OPEN)
		return;
	chan_name(c);
	receiver = chan_open(c, KP_RECEIVE);
	EQ(kp_receive(receiver, text, 8, KP_NOW), -EAGAIN, "nobody yet");
	EQ(kp_receive(receiver, text, 8, KP_MS(30)), -ETIMEDOUT, "nor later");
	EQ(kp_channel_ready(receiver, KP_RECEIVE), 0, "nothing is ready");
	sender = chan_open(c, KP_SEND);
	EQ(kp_receive(receiver, text, 8, KP_MS(30)), -ETIMEDOUT,
	   "one that says nothing is heard of as little");
	EQ(kp_send(sender, "one", 3, KP_NOW), 3, "one speaks");
	kp_channel_close(sender);
	EQ(kp_receive(receiver, text, 8, KP_SECONDS(5)), 3, "and is heard");
	if (ends)
		EQ(kp_receive(receiver, text, 8, KP_SECONDS(5)), 0,
		   "its end is the end");
	if (ends && c->info->senders == KP_MANY) {
		sender = chan_open(c, KP_SEND);
		EQ(kp_send(sender, "two", 3, KP_NOW), 3, "another one comes");
		EQ(kp_receive(receiver, text, 8, KP_SECONDS(5)), 3,
		   "and is heard");
		kp_channel_close(sender);
	}
	kp_channel_close(receiver);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_CREATE, body, 60);
}
