// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a server remembers of the calls of one client: which are repeated,
 * which answers are kept, and what becomes of those that are forgotten.
 */
#include "../libuser/rpc/src/replays.h"
#include "kpipe_test.h"

static struct kp_replays replays;
static struct kp_answer answer;

static enum kp_seen see(uint32_t xid)
{
	return kp_replays_see(&replays, xid, &answer);
}

static void begin(const char *half)
{
	kp_replays_free(&replays);
	memset(&replays, 0, sizeof(replays));
	test.half = half;
}

static void answers(void)
{
	begin("answers");
	EQ(see(7), KP_NEW, "a call");
	EQ(see(7), KP_REPEATED, "it comes again, before its answer");
	OK(!answer.data, "there is none yet");
	kp_replays_keep(&replays, "yes", 4);
	EQ(see(7), KP_REPEATED, "it comes again, after it");
	OK(answer.length == 4 && !memcmp(answer.data, "yes", 4), "it is kept");
	EQ(see(8), KP_NEW, "another call");
	EQ(see(7), KP_REPEATED, "the older one comes again");
	OK(answer.data, "with its answer");
}

static void growing(uint32_t first)
{
	uint32_t i, wrong = 0;

	begin(first ? "numbers that wrap around" : "numbers that grow");
	for (i = 0; i < 10 * KP_REPLAYS; i++) {
		wrong += see(first + i) != KP_NEW;
		kp_replays_keep(&replays, &i, sizeof(i));
		wrong += see(first + i) != KP_REPEATED;
	}
	for (i = 0; i < 10 * KP_REPLAYS; i++) {
		wrong += see(first + i) != KP_REPEATED;
		if (answer.data)
			wrong += memcmp(answer.data, &i, sizeof(i)) != 0;
		wrong += (i >= 9 * KP_REPLAYS) != (answer.data != NULL);
	}
	EQ(wrong, 0, "each is done once, however old it is");
}

static void falling(void)
{
	uint32_t i, wrong = 0;

	begin("numbers that fall");
	for (i = 0; i < 10 * KP_REPLAYS; i++) {
		wrong += see(-i) != KP_NEW;
		wrong += see(-i) != KP_REPEATED;
	}
	EQ(wrong, 0, "each is done, and once while it is remembered");
}

static void long_answers(void)
{
	static char data[KP_REPLAY_BYTES + 1];
	uint32_t i;

	begin("long answers");
	see(1);
	kp_replays_keep(&replays, data, sizeof(data));
	EQ(see(1), KP_REPEATED, "one that is too long to keep");
	OK(!answer.data, "is not kept");
	for (i = 2; i < 10; i++) {
		see(i);
		kp_replays_keep(&replays, data, KP_REPLAY_BYTES / 2);
	}
	see(9);
	OK(answer.data, "the newest is kept");
	see(8);
	OK(answer.data, "and the one before it");
	EQ(see(7), KP_REPEATED, "an older one");
	OK(!answer.data, "has made room");
	OK(replays.bytes <= KP_REPLAY_BYTES, "no more than is allowed");
}

int main(void)
{
	test_begin(20);
	answers();
	growing(0);
	growing(UINT32_MAX - KP_REPLAYS);
	falling();
	long_answers();
	kp_replays_free(&replays);
	return test_end();
}
