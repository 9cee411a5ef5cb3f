/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The median of a few numbers and how sure one can be of it.
 */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>

struct estimate {
	double median;
	double low, high;	/* the interval */
	double coverage;	/* how likely it holds the true median, 0 to 1 */
};

/* The interval lies between two of the numbers, as many places from the
 * smallest as from the largest; so it assumes nothing about how the numbers
 * are spread. The narrowest with a coverage of at least 0.95 is taken, or from
 * the smallest to the largest when there is none (fewer than six numbers).
 * NANs do not count; without any number all is NAN.
 */
struct estimate estimate_of(const double *numbers, size_t count);

/* Wider than a factor of two: the machine was busy with other things. */
bool estimate_is_noisy(const struct estimate *estimate);

/* ratios[i] = a[i] / b[i], whatever was measured side by side. */
struct estimate estimate_ratio(const double *a, const double *b, size_t count,
			       double *ratios);

#endif /* BENCH_STATS_H */
