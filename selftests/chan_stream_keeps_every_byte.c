// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stream carries every byte once and in order, however it is cut: sent and
 * received in pieces of random length, single and as vectors, with and
 * without time limits; then it ends.
 */
#include "chan.h"

#define TOTAL (8 << 20)
#define PIECE 200000

/* Cuts size into count parts of uneven length. */
static void cut(struct iovec *part, int count, char *data, size_t size)
{
	size_t each = size / (size_t)count;
	int i;

	for (i = 0; i < count; i++) {
		part[i].iov_base = data + each * (size_t)i;
		part[i].iov_len = i == count - 1 ?
				  size - each * (size_t)i : each;
	}
}

static ssize_t send_some(struct kp_channel *end, struct chan_bytes *dice,
			 char *data, size_t size)
{
	int64_t timeout = chan_roll(dice, 2) ? KP_FOREVER : KP_SECONDS(20);
	struct iovec part[KP_VECTOR_MAX];
	int count = 1 + (int)chan_roll(dice, KP_VECTOR_MAX);

	if (chan_roll(dice, 2))
		return kp_send(end, data, size, timeout);
	cut(part, count, data, size);
	return kp_sendv(end, part, count, timeout);
}

static void sender(struct chan *c, struct kp_channel *end, void *context)
{
	static char data[PIECE];
	struct chan_bytes bytes = { 1 }, dice = { 2 };
	size_t left = TOTAL, size;

	(void)c;
	(void)context;
	while (left) {
		size = 1 + chan_roll(&dice, chan_roll(&dice, 3) ? 500 : PIECE);
		if (size > left)
			size = left;
		chan_fill(&bytes, data, size);
		MUST(send_some(end, &dice, data, size) == (ssize_t)size);
		left -= size;
	}
	kp_channel_close(end);
}

static ssize_t receive_some(struct kp_channel *end, struct chan_bytes *dice,
			    char *data)
{
	int64_t timeout = chan_roll(dice, 2) ? KP_FOREVER : KP_SECONDS(20);
	size_t size = 1 + chan_roll(dice, PIECE);
	int count = 1 + (int)chan_roll(dice, 16);
	struct iovec part[16];

	if (chan_roll(dice, 2))
		return kp_receive(end, data, size, timeout);
	cut(part, count, data, size);
	return kp_receivev(end, part, count, timeout);
}

static void body(struct chan *c)
{
	static char data[PIECE];
	struct chan_bytes bytes = { 1 }, dice = { 3 };
	struct kp_channel *end;
	size_t came = 0, wrong = 0;
	ssize_t n;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, sender, NULL }, &end);
	while ((n = receive_some(end, &dice, data)) > 0) {
		wrong += chan_wrong(&bytes, data, (size_t)n);
		came += (size_t)n;
	}
	EQ(n, 0, "it ends");
	EQ(came, TOTAL, "every byte arrives");
	EQ(wrong, 0, "as it was sent");
	EQ(kp_receive(end, data, 1, KP_NOW), 0, "and has ended for good");
	EQ(reap(pid), 0, "the sender sent all");
	kp_channel_close(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS, KP_CAN_SAY_END, body, 120);
}
