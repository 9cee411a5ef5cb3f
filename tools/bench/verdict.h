/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a promise is kept.
 */
#ifndef BENCH_VERDICT_H
#define BENCH_VERDICT_H

#include <stdbool.h>

#include "stats.h"

/* What is known of a row beforehand. */
struct promise {
	double at_least;	/* a gain; NAN: nothing is promised */
	double aim;
	bool no_worse;		/* at_least is 1, and may lie in the interval */
	bool reached;
};

enum verdict {
	VERDICT_NONE,		/* nothing was promised */
	VERDICT_MET,
	VERDICT_MISSED,
	VERDICT_UNCLEAR,	/* the machine was not quiet enough to say */
	VERDICT_ABSENT,		/* not measured */
	VERDICT_LOST,		/* missed, and had been met */
};

/* How far below what it once reached a row may fall. */
#define VERDICT_ROOM 0.05

enum verdict verdict_of(const struct promise *promise,
			const struct estimate *gain);
/* One that had been reached, and for which this cannot be said any more. */
bool verdict_is_failure(const struct promise *promise, enum verdict verdict);
const char *verdict_name(enum verdict verdict);

#endif /* BENCH_VERDICT_H */
