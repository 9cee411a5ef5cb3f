// SPDX-License-Identifier: GPL-2.0-only
/*
 * When messages of the fixed rate are due: at a rate that does not divide a
 * second, what is lost in rounding must not add up.
 */
#include "kpipe_test.h"
#include "schedule.h"

#define SECOND 1000000000ULL

static void due(double rate, unsigned long long seconds)
{
	unsigned long long count = rate * seconds, i, last = 0, wrong = 0;

	EQ(schedule_due(0, rate, 0), 0, "the first is due at the start");
	for (i = 1; i <= count; i++) {
		unsigned long long now = schedule_due(0, rate, i);
		unsigned long long gap = now - last;

		wrong += gap + 1 < SECOND / rate || gap > SECOND / rate + 1;
		last = now;
	}
	EQ(wrong, 0, "the gaps are even");
	OK(last + 1 >= seconds * SECOND && last <= seconds * SECOND,
	   "the last is due when it should be");
}

int main(void)
{
	test.half = "bench";
	test_begin(60);
	due(1000, 100);
	due(3, 3000);
	due(7777, 60);
	EQ(schedule_due(5, 1000, 2), 2000005, "from the start given");
	EQ(schedule_count(1000, SECOND), 1000, "a second's worth");
	EQ(schedule_count(1000, SECOND / 10), 100, "a tenth's worth");
	EQ(schedule_count(1, 1), 1, "never none");
	return test_end();
}
