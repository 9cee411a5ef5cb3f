// SPDX-License-Identifier: GPL-2.0-only
/*
 * As many bytes as options.capacity asks for may be under way, whatever the
 * transport has as usual; and a message as long as max_message asks for passes.
 */
#include "chan.h"

#define CAPACITY ((size_t)400 << 10)
#define LONG_MESSAGE ((size_t)200 << 10)

static void body(struct chan *c)
{
	static char data[LONG_MESSAGE];
	size_t piece = sizeof(data), under_way = 0;
	struct kp_channel *end[2];
	ssize_t sent;

	/* A queue's limits are the system's: chan_queue_limits. */
	if (c->info->can & KP_CAN_OUTLIVE)
		return;
	c->options.capacity = CAPACITY;
	/* What strangers share has its own limit. */
	if (chan_messages(c) &&
	    !(c->flags & KP_MESSAGES && c->info->can & KP_CAN_CREATE))
		c->options.max_message = LONG_MESSAGE;
	chan_both(c, end);
	if (c->options.max_message)
		OK(kp_channel_max_message(end[1]) >= LONG_MESSAGE,
		   "a long message may be sent");
	if (chan_messages(c) && kp_channel_max_message(end[1]) < piece)
		piece = kp_channel_max_message(end[1]);
	do {
		sent = kp_send(end[1], data, piece, KP_NOW);
		under_way += sent > 0 ? (size_t)sent : 0;
	} while (sent == (ssize_t)piece && under_way < CAPACITY);
	OK(under_way >= CAPACITY, "all that was asked for is under way");
	if (under_way < CAPACITY)
		printf("# %zu of %zu, then %zd\n", under_way, CAPACITY, sent);
	chan_close_both(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 60);
}
