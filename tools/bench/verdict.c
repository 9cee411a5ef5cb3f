// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what came with what was promised.
 */
#include <math.h>

#include "verdict.h"

static bool unclear(const struct promise *promise, const struct estimate *gain)
{
	return estimate_is_noisy(gain) && gain->low < promise->at_least &&
		gain->high > promise->at_least;
}

static bool met(const struct promise *promise, const struct estimate *gain)
{
	return promise->no_worse ? gain->high >= 1
				 : gain->median >= promise->at_least;
}

enum verdict verdict_of(const struct promise *promise,
			const struct estimate *gain)
{
	if (isnan(promise->at_least))
		return VERDICT_NONE;
	if (isnan(gain->median))
		return VERDICT_ABSENT;
	if (unclear(promise, gain))
		return VERDICT_UNCLEAR;
	if (met(promise, gain))
		return VERDICT_MET;
	if (promise->reached &&
	    gain->high < promise->at_least * (1 - VERDICT_ROOM))
		return VERDICT_LOST;
	return VERDICT_MISSED;
}

bool verdict_is_failure(const struct promise *promise, enum verdict verdict)
{
	return promise->reached && (verdict == VERDICT_LOST ||
		verdict == VERDICT_UNCLEAR || verdict == VERDICT_ABSENT);
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_NONE] = "-",
		[VERDICT_MET] = "met",
		[VERDICT_MISSED] = "missed",
		[VERDICT_UNCLEAR] = "unclear",
		[VERDICT_ABSENT] = "absent",
		[VERDICT_LOST] = "LOST",
	};

	return names[verdict];
}
