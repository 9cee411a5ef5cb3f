// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kpipe bench writes: whole, it is found right; with any bit turned over,
 * moved, or taken for another message, it is found wrong.
 */
#include "kpipe_test.h"
#include "message.h"
#include "pattern.h"

enum { MOST = 200 };

static const struct pattern all = { TOUCH_ALL, 0x1234567 };
static unsigned char buffer[MOST + 8];

static int right(size_t size, unsigned long long position)
{
	pattern_fill(&all, buffer, size, position);
	return pattern_verify(&all, buffer, size, position) == (long)size;
}

static void whole(void)
{
	int size, at, wrong = 0;

	for (size = 1; size <= MOST; size++)
		for (at = 0; at < 70; at++)
			wrong += !right(size, 1000000 + at);
	EQ(wrong, 0, "whole data is right, at every size and place");
}

/* A reader may get it in other pieces than it was written in. */
static void pieces(void)
{
	int from, to, wrong = 0;

	pattern_fill(&all, buffer, MOST, 77);
	for (from = 0; from < MOST; from++)
		for (to = from + 1; to <= MOST; to++)
			wrong += pattern_verify(&all, buffer + from, to - from,
						77 + from) != to - from;
	EQ(wrong, 0, "every piece is right by itself");
}

static void turned(void)
{
	int size, bit, missed = 0;

	for (size = 1; size <= MOST; size += 7) {
		pattern_fill(&all, buffer, size, 4093);
		for (bit = 0; bit < size * 8; bit++) {
			buffer[bit / 8] ^= 1 << bit % 8;
			missed += pattern_verify(&all, buffer, size, 4093) >= 0;
			buffer[bit / 8] ^= 1 << bit % 8;
		}
	}
	EQ(missed, 0, "a bit turned over is found, whichever it is");
}

static void moved(void)
{
	int size, by, missed = 0;

	for (size = 16; size <= MOST; size += 8) {
		pattern_fill(&all, buffer, size, 8192);
		for (by = 1; by <= 5000; by++)
			missed += pattern_verify(&all, buffer, size,
						 8192 + by) >= 0;
	}
	EQ(missed, 0, "data from another place is found");
}

static void lines(void)
{
	static const struct pattern line = { TOUCH_LINE, 3 };
	static const struct pattern none = { TOUCH_NONE, 3 };

	pattern_fill(&line, buffer, MOST, 0);
	EQ(pattern_verify(&line, buffer, MOST, 0), 4, "a byte of each line");
	buffer[128] ^= 1;
	EQ(pattern_verify(&line, buffer, MOST, 0), -1, "is looked at");
	EQ(pattern_verify(&none, buffer, MOST, 0), 0, "none is none");
}

static void messages(void)
{
	uint64_t id = message_id(3, 9), came;
	int bit, missed = 0;

	message_fill(&all, buffer, 100, id);
	EQ(message_verify(&all, buffer, 100, &came), 100, "a message is right");
	EQ(came, id, "and says which it is");
	for (bit = 0; bit < 800; bit++) {
		buffer[bit / 8] ^= 1 << bit % 8;
		missed += message_verify(&all, buffer, 100, &came) >= 0;
		buffer[bit / 8] ^= 1 << bit % 8;
	}
	EQ(missed, 0, "not with any bit turned over");
	OK(message_check(id) + message_check(id) !=
	   message_check(id) + message_check(id + 1), "sums tell them apart");
	OK(message_id(3, 9) != message_id(9, 3), "senders and numbers too");
}

int main(void)
{
	test.half = "bench";
	test_begin(60);
	whole();
	pieces();
	turned();
	moved();
	lines();
	messages();
	return test_end();
}
