/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: running in a known order. Processes on one processor with real-time
 * priorities run when nobody of a higher one can, and among equals first come
 * first served: in the order in which they were woken.
 */
#ifndef KPIPE_URGENT_H
#define KPIPE_URGENT_H

#include <sched.h>

#include "kpipe_test.h"

static inline bool be_urgent(int priority)
{
	struct sched_param param = { .sched_priority = priority };

	return sched_setscheduler(0, SCHED_FIFO, &param) == 0;
}

/* For this process and those it makes; skips the test where it must not. */
static inline bool in_order(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(sched_getcpu(), &set);
	MUST(sched_setaffinity(0, sizeof(set), &set) == 0);
	if (be_urgent(1))
		return true;
	test_skip("all checks", "needs root for real-time priorities");
	return false;
}

#endif /* KPIPE_URGENT_H */
