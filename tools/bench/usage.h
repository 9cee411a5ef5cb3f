/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a process has used: processor time and context switches.
 */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include <stdint.h>

struct usage {
	uint64_t cpu_ns;	/* of the scheduler's own, exact account */
	uint64_t user_ns;	/* as getrusage(2) divides it */
	uint64_t system_ns;
	uint64_t voluntary;	/* switches: it went to sleep */
	uint64_t involuntary;	/* switches: another one was put in its place */
};

struct usage usage_now(void);
/* What was used since. */
struct usage usage_since(const struct usage *start);
void usage_add(struct usage *sum, const struct usage *more);

#endif /* BENCH_USAGE_H */
