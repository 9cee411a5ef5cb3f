// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages are built in the place they are sent from and read in the place
 * they arrive in: whole, in part, or not at all, mixed with ordinary sending and
 * receiving.
 */
#include "chan.h"

static void *reserve(struct kp_channel *end, size_t size)
{
	void *data = NULL;

	MUST(!kp_reserve(end, size, &data, KP_SECONDS(5)));
	return data;
}

static void building(struct kp_channel *end)
{
	void *data = reserve(end, 100), *other;

	memset(data, 'a', 100);
	EQ(kp_reserve(end, 10, &other, KP_NOW), -EBUSY, "one place at a time");
	EQ(kp_send(end, "x", 1, KP_NOW), -EBUSY, "and nothing in between");
	EQ(kp_commit(end, 101), -EINVAL, "no more than was asked for");
	EQ(kp_commit(end, 60), 0, "a part of it");
	EQ(kp_commit(end, 1), -EINVAL, "and only once");
	data = reserve(end, 50);
	memset(data, 'b', 50);
	EQ(kp_commit(end, 0), 0, "another one is given back");
	EQ(kp_send(end, "third", 5, KP_SECONDS(5)), 5, "an ordinary one");
}

static void reading(struct kp_channel *end)
{
	const void *data, *again;
	char copy[100];

	EQ(kp_consume(end, 1), -EINVAL, "nothing was looked at yet");
	EQ(kp_peek(end, &data, KP_SECONDS(5)), 60, "the part comes");
	OK(*(const char *)data == 'a', "as it was built");
	EQ(kp_peek(end, &again, KP_NOW), 60, "it stays");
	OK(again == data, "where it is");
	EQ(kp_receive(end, copy, sizeof(copy), KP_NOW), 60,
	   "and can be received as well");
	EQ(kp_peek(end, &data, KP_NOW), 5, "what was given back does not come");
	EQ(kp_consume(end, 5), 0, "this one is done with");
	EQ(kp_peek(end, &data, KP_NOW), -EAGAIN, "and gone");
}

static void sizes(struct kp_channel *end[2])
{
	size_t most = kp_channel_max_message(end[1]), size, wrong = 0;
	struct chan_bytes out = { 3 }, in = { 3 };
	const void *seen;
	int i;

	for (i = 0; i < 300; i++) {
		size = i ? 1 + (size_t)i * i * 31 % most : most;
		chan_fill(&out, reserve(end[1], size), size);
		MUST(!kp_commit(end[1], size));
		wrong += kp_peek(end[0], &seen, KP_SECONDS(5)) !=
			 (ssize_t)size || chan_wrong(&in, seen, size);
		MUST(!kp_consume(end[0], size));
	}
	EQ(wrong, 0, "messages of all sizes come as they were built");
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];

	chan_both(c, end);
	building(end[1]);
	reading(end[0]);
	sizes(end);
	chan_close_both(end);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_ZERO_COPY, body, 60);
}
