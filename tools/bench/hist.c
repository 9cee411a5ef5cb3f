// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sorts times into buckets and finds percentiles in them.
 */
#include <math.h>

#include "hist.h"

static unsigned int bucket_of(uint64_t ns)
{
	unsigned int power;

	if (ns < 2 * HIST_STEPS)
		return ns;
	power = 63 - __builtin_clzll(ns) - 7;
	if (power > HIST_POWERS - 1)
		return HIST_BUCKETS - 1;
	return power * HIST_STEPS + (ns >> power);
}

uint64_t hist_from(unsigned int bucket)
{
	unsigned int power = bucket / HIST_STEPS;

	if (bucket < 2 * HIST_STEPS)
		return bucket;
	power--;
	return (uint64_t)(bucket - power * HIST_STEPS) << power;
}

uint64_t hist_to(unsigned int bucket)
{
	return bucket == HIST_BUCKETS - 1 ? UINT64_MAX
					  : hist_from(bucket + 1) - 1;
}

void hist_add(struct hist *hist, uint64_t ns)
{
	if (!hist->count || ns < hist->min)
		hist->min = ns;
	if (ns > hist->max)
		hist->max = ns;
	hist->count++;
	hist->buckets[bucket_of(ns)]++;
}

void hist_merge(struct hist *hist, const struct hist *from)
{
	unsigned int i;

	if (!from->count)
		return;
	if (!hist->count || from->min < hist->min)
		hist->min = from->min;
	if (from->max > hist->max)
		hist->max = from->max;
	hist->count += from->count;
	for (i = 0; i < HIST_BUCKETS; i++)
		hist->buckets[i] += from->buckets[i];
}

uint64_t hist_percentile(const struct hist *hist, double share)
{
	uint64_t wanted = ceil(share * hist->count), seen = 0, to;
	unsigned int i;

	if (wanted < 1)
		wanted = 1;
	for (i = 0; i < HIST_BUCKETS; i++) {
		seen += hist->buckets[i];
		if (seen >= wanted) {
			to = hist_to(i);
			return to < hist->max ? to : hist->max;
		}
	}
	return hist->max;
}
