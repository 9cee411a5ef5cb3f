// SPDX-License-Identifier: GPL-2.0-only
/*
 * A message arrives whole, alone, and once, whatever its length; one that is
 * too long for the room stays until there is more of it; one that is too long
 * for the channel, or empty, is not sent at all.
 */
#include "chan.h"

#define COUNT 1000

/* Both sides roll the same dice. */
static size_t length_of(struct chan_bytes *dice, size_t max)
{
	switch (chan_roll(dice, 8)) {
	case 0:
		return 1;
	case 1:
		return max;
	case 2:
		return 1 + chan_roll(dice, max);
	default:
		return 1 + chan_roll(dice, max < 300 ? max : 300);
	}
}

static void sender(struct chan *c, struct kp_channel *end, void *context)
{
	size_t max = kp_channel_max_message(end), size;
	struct chan_bytes bytes = { 5 }, dice = { 4 };
	char *data = malloc(max);
	struct iovec part[3];
	int i;

	(void)c;
	(void)context;
	MUST(data);
	for (i = 0; i < COUNT; i++) {
		size = length_of(&dice, max);
		chan_fill(&bytes, data, size);
		part[0] = (struct iovec){ data, size / 2 };
		part[1] = (struct iovec){ data + size / 2, 0 };
		part[2] = (struct iovec){ data + size / 2, size - size / 2 };
		MUST((i % 2 ? kp_send(end, data, size, KP_SECONDS(20)) :
		      kp_sendv(end, part, 3, KP_FOREVER)) == (ssize_t)size);
	}
	kp_channel_close(end);
}

/* Receives one, some in parts, some first with too little room. */
static ssize_t receive_one(struct kp_channel *end, struct chan_bytes *dice,
			   char *data, size_t size, size_t max, int *stayed)
{
	struct iovec part[2] = {
		{ data, size / 3 }, { data + size / 3, max - size / 3 },
	};
	char little[64];
	size_t room = 1 + chan_roll(dice, sizeof(little));

	if (chan_roll(dice, 3) == 0 && room < size)
		*stayed += kp_receive(end, little, room, KP_SECONDS(20)) ==
			   -EMSGSIZE;
	else
		++*stayed;
	return chan_roll(dice, 2) ? kp_receive(end, data, max, KP_FOREVER) :
	       kp_receivev(end, part, 2, KP_SECONDS(20));
}

static void limits(struct chan *c)
{
	struct kp_channel *end[2];
	size_t max;
	char *data;

	chan_both(c, end);
	max = kp_channel_max_message(end[1]);
	data = calloc(1, max + 1);
	EQ(kp_send(end[1], data, max + 1, KP_NOW), -EMSGSIZE,
	   "one that is too long is refused");
	EQ(kp_send(end[1], data, 0, KP_NOW), -EINVAL, "an empty one, too");
	EQ(kp_receive(end[0], data, max, KP_NOW), -EAGAIN,
	   "neither was sent");
	free(data);
	chan_close_both(end);
}

static void body(struct chan *c)
{
	int i, lengths = 0, stayed = 0;
	struct chan_bytes bytes = { 5 }, dice = { 4 }, mine = { 6 };
	struct kp_channel *end;
	size_t max, size, wrong = 0;
	char *data;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, sender, NULL }, &end);
	max = kp_channel_max_message(end);
	data = malloc(max);
	MUST(data);
	for (i = 0; i < COUNT; i++) {
		size = length_of(&dice, max);
		lengths += receive_one(end, &mine, data, size, max, &stayed) ==
			   (ssize_t)size;
		wrong += chan_wrong(&bytes, data, size);
	}
	EQ(lengths, COUNT, "each has its length");
	EQ(wrong, 0, "and its bytes");
	EQ(stayed, COUNT, "too little room loses nothing");
	if (c->info->can & KP_CAN_SAY_END)
		EQ(kp_receive(end, data, max, KP_SECONDS(20)), 0, "then it ends");
	EQ(reap(pid), 0, "the sender sent all");
	free(data);
	kp_channel_close(end);
	limits(c);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, 0, body, 120);
}
