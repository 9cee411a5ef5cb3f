/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A histogram of times, of fixed size, so that it can lie in memory shared by
 * processes: exact below 256 ns, then in steps of less than 0.8 %.
 */
#ifndef BENCH_HIST_H
#define BENCH_HIST_H

#include <stdint.h>

#define HIST_STEPS 128			/* of each power of two */
#define HIST_POWERS 33			/* up to 2^40 ns, 18 minutes */
#define HIST_BUCKETS ((HIST_POWERS + 1) * HIST_STEPS)

struct hist {
	uint64_t count;
	uint64_t min;
	uint64_t max;
	uint64_t buckets[HIST_BUCKETS];
};

void hist_add(struct hist *hist, uint64_t ns);
/* Adds all of from. */
void hist_merge(struct hist *hist, const struct hist *from);
/* The time that the share (0 to 1) of all is not above: the upper end of its
 * bucket, and never above the largest time.
 */
uint64_t hist_percentile(const struct hist *hist, double share);
/* The smallest and the largest time of a bucket. */
uint64_t hist_from(unsigned int bucket);
uint64_t hist_to(unsigned int bucket);

#endif /* BENCH_HIST_H */
