// SPDX-License-Identifier: GPL-2.0-only
/*
 * Medians, with intervals from order statistics.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

static int ascending(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/*
 * The chance that the true median lies between the number skip places from the
 * smallest and the one skip places from the largest. It does not when at most
 * skip of count numbers fell on one side of it, each with the chance 1/2.
 */
static double coverage(size_t count, size_t skip)
{
	double ways = 1, sum = 0;
	size_t i;

	for (i = 0; i <= skip; i++) {
		sum += ways;
		ways = ways * (count - i) / (i + 1);
	}
	return 1 - 2 * ldexp(sum, -(int)count);
}

struct estimate estimate_of(const double *numbers, size_t count)
{
	struct estimate result = { NAN, NAN, NAN, 0 };
	double *sorted = malloc((count + 1) * sizeof(*sorted));
	size_t i, n = 0, skip = 0;

	for (i = 0; sorted && i < count; i++)
		if (!isnan(numbers[i]))
			sorted[n++] = numbers[i];
	if (n) {
		qsort(sorted, n, sizeof(*sorted), ascending);
		while (2 * (skip + 1) < n && coverage(n, skip + 1) >= 0.95)
			skip++;
		result.median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
		result.low = sorted[skip];
		result.high = sorted[n - 1 - skip];
		result.coverage = coverage(n, skip);
	}
	free(sorted);
	return result;
}

bool estimate_is_noisy(const struct estimate *estimate)
{
	return estimate->high > 2 * estimate->low;
}

struct estimate estimate_ratio(const double *a, const double *b, size_t count,
			       double *ratios)
{
	size_t i;

	for (i = 0; i < count; i++)
		ratios[i] = b[i] != 0 ? a[i] / b[i] : NAN;
	return estimate_of(ratios, count);
}
