// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every transport opens, carries a greeting and closes, again and again; and
 * refuses what it cannot do with -EOPNOTSUPP, as its entry in the table says.
 */
#include "chan.h"

static void greet(struct chan *c, struct kp_channel *end[2])
{
	char text[16] = "";

	EQ(kp_send(end[1], "hello", 5, KP_SECONDS(5)), 5, "a greeting goes");
	EQ(kp_receive(end[0], text, sizeof(text), KP_SECONDS(5)), 5,
	   "and arrives");
	OK(!strcmp(text, "hello"), "unchanged");
	OK(kp_channel_transport(end[0]) == c->info, "the transport is known");
	OK(!kp_channel_max_message(end[1]) == !chan_messages(c),
	   "messages have a limit, streams have none");
	if (!chan_duplex(c)) {
		EQ(kp_send(end[0], "x", 1, KP_NOW), -EBADF,
		   "the receiver cannot send");
		EQ(kp_receive(end[1], text, 1, KP_NOW), -EBADF,
		   "the sender cannot receive");
	}
}

static void refuse(struct chan *c, struct kp_channel *end[2])
{
	uint32_t can = c->flags & KP_MESSAGES ?
		       c->info->can & ~(KP_CAN_PASS_FDS | KP_CAN_ZERO_COPY) :
		       c->info->can;
	struct kp_peer peer;
	uint64_t value;
	unsigned int room = 1;
	const void *seen;
	void *place;
	char byte;
	int fd;

	EQ(kp_ring(end[1], 1, KP_NOW), -EOPNOTSUPP, "no doorbell");
	EQ(kp_hear(end[0], &value, KP_NOW), -EOPNOTSUPP, "no doorbell to hear");
	if (!(can & KP_CAN_PASS_FDS)) {
		EQ(kp_send_fds(end[1], "x", 1, &(int){ 0 }, 1, KP_NOW),
		   -EOPNOTSUPP, "no descriptors to send");
		EQ(kp_receive_fds(end[0], &byte, 1, &fd, &room, KP_NOW),
		   -EOPNOTSUPP, "no descriptors to receive");
	}
	if (!(can & KP_CAN_ZERO_COPY)) {
		EQ(kp_reserve(end[1], 1, &place, KP_NOW), -EOPNOTSUPP,
		   "no room to build in");
		EQ(kp_peek(end[0], &seen, KP_NOW), -EOPNOTSUPP,
		   "nothing to look at in place");
	}
	if (!(can & KP_CAN_HALF_CLOSE))
		EQ(kp_channel_shutdown(end[1], KP_SEND), -EOPNOTSUPP,
		   "no half-close");
	if (!(can & KP_CAN_NAME_PEER))
		EQ(kp_channel_peer(end[0], &peer), -EOPNOTSUPP,
		   "no idea who the peer is");
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];
	int i;

	chan_both(c, end);
	greet(c, end);
	refuse(c, end);
	chan_close_both(end);
	for (i = 0; i < 50; i++) {
		chan_both(c, end);
		/* Also the other way round, and with something unread. */
		MUST(kp_send(end[1], "x", 1, KP_NOW) == 1);
		kp_channel_close(end[i % 2]);
		kp_channel_close(end[!(i % 2)]);
	}
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 60);
}
