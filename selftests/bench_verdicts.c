// SPDX-License-Identifier: GPL-2.0-only
/*
 * When kpipe bench says that a promise is met, missed or lost; and that it does
 * not say so when the machine was too busy.
 */
#include <math.h>

#include "kpipe_test.h"
#include "verdict.h"

static const struct promise four = { .at_least = 4, .aim = 6 };
static const struct promise held = { .at_least = 4, .reached = true };
static const struct promise same = { .at_least = 1, .no_worse = true };
static const struct promise kept = { .at_least = 1, .no_worse = true,
				     .reached = true };

static int say(const struct promise *promise, double low, double median,
	       double high)
{
	struct estimate gain = { median, low, high, 0.98 };

	return verdict_of(promise, &gain);
}

static void numbers(void)
{
	EQ(say(&four, 3.9, 4.1, 4.5), VERDICT_MET, "the median counts");
	EQ(say(&four, 3.5, 3.9, 4.5), VERDICT_MISSED, "and not the better end");
	EQ(say(&four, 0.5, 0.6, 0.7), VERDICT_MISSED,
	   "what was never reached cannot be lost");
	EQ(say(&held, 3.5, 3.7, 3.79), VERDICT_LOST, "5 % below is lost");
	EQ(say(&held, 3.5, 3.7, 3.81), VERDICT_MISSED, "not quite 5 % is not");
	EQ(say(&held, 0.1, 0.2, 0.3), VERDICT_LOST,
	   "what is far below is lost, however wide");
}

static void no_worse(void)
{
	EQ(say(&same, 0.9, 0.95, 1.0), VERDICT_MET, "1 lies in the interval");
	EQ(say(&same, 1.1, 1.2, 1.3), VERDICT_MET, "or below it");
	EQ(say(&same, 0.9, 0.95, 0.99), VERDICT_MISSED, "or it is missed");
	EQ(say(&kept, 0.9, 0.93, 0.96), VERDICT_MISSED, "within 5 %");
	EQ(say(&kept, 0.8, 0.9, 0.94), VERDICT_LOST, "or lost");
}

static void doubt(void)
{
	EQ(say(&same, 0.1, 1.5, 9), VERDICT_UNCLEAR, "too wide for no worse");
	EQ(say(&four, 2, 5, 9), VERDICT_UNCLEAR, "too wide for a number");
	EQ(say(&four, 5, 9, 30), VERDICT_MET, "wide, but all above");
	EQ(say(&four, NAN, NAN, NAN), VERDICT_ABSENT, "not measured");
	EQ(say(&(struct promise){ .at_least = NAN }, 1, 1, 1), VERDICT_NONE,
	   "nothing was promised");
}

static void failures(void)
{
	OK(verdict_is_failure(&held, VERDICT_LOST), "lost is a failure");
	OK(verdict_is_failure(&held, VERDICT_UNCLEAR), "and not to know");
	OK(verdict_is_failure(&held, VERDICT_ABSENT), "and not to measure");
	OK(!verdict_is_failure(&held, VERDICT_MET), "met is none");
	OK(!verdict_is_failure(&held, VERDICT_MISSED), "nor a little less");
	OK(!verdict_is_failure(&four, VERDICT_UNCLEAR),
	   "nor anything that was never reached");
}

int main(void)
{
	test.half = "bench";
	test_begin(60);
	numbers();
	no_worse();
	doubt();
	failures();
	return test_end();
}
