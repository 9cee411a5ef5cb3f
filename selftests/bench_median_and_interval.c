// SPDX-License-Identifier: GPL-2.0-only
/*
 * The median of kpipe bench and its interval, on numbers for which they are
 * known, and on random ones: the interval holds the true median as often as it
 * says. Ratios are taken run by run.
 */
#include <math.h>

#include "kpipe_test.h"
#include "stats.h"

static bool near(double got, double want, double room)
{
	if (fabs(got - want) <= room)
		return true;
	printf("#   expected %.6f, came %.6f\n", want, got);
	return false;
}

static void count_to(double *numbers, int n)
{
	int i;

	/* Not in order: multiples of a number without a common divisor. */
	for (i = 0; i < n; i++)
		numbers[i] = 1 + i * 11 % n;
}

static void known(void)
{
	double numbers[20];
	struct estimate e;

	count_to(numbers, 7);
	e = estimate_of(numbers, 7);
	OK(near(e.median, 4, 0), "seven: the median");
	OK(e.low == 1 && e.high == 7, "seven: from the smallest to the largest");
	OK(near(e.coverage, 1 - 2.0 / 128, 1e-12), "seven: 126 of 128");
	count_to(numbers, 8);
	e = estimate_of(numbers, 8);
	OK(e.low == 1 && e.high == 8,
	   "eight: all, for without the outer two it is but 93 %");
	count_to(numbers, 9);
	e = estimate_of(numbers, 9);
	OK(e.low == 2 && e.high == 8, "nine: from the second on each side");
	OK(near(e.coverage, 1 - 2.0 * (1 + 9) / 512, 1e-12), "nine: 492 of 512");
	count_to(numbers, 20);
	e = estimate_of(numbers, 20);
	OK(near(e.median, 10.5, 0), "twenty: between the tenth and the next");
	OK(e.low == 6 && e.high == 15, "twenty: the sixth to the fifteenth");
	OK(near(e.coverage, 0.95861, 1e-5), "twenty: 95.86 %");
	count_to(numbers, 5);
	e = estimate_of(numbers, 5);
	OK(near(e.coverage, 1 - 2.0 / 32, 1e-12),
	   "five: no more than 30 of 32, and it says so");
}

static void odd(void)
{
	double numbers[] = { NAN, 3, NAN, 1, 2 };
	struct estimate e = estimate_of(numbers, 5);

	OK(e.median == 2 && e.low == 1 && e.high == 3, "NANs do not count");
	e = estimate_of(numbers, 1);
	OK(isnan(e.median) && isnan(e.low), "of nothing there is no median");
	e = estimate_of(numbers + 1, 1);
	OK(e.median == 3 && e.coverage == 0, "one number proves nothing");
}

static void ratios(void)
{
	double a[] = { 2, 40, 100, 3 }, b[] = { 1, 20, 50, 0 }, all[4];
	struct estimate e = estimate_ratio(a, b, 4, all);

	OK(e.median == 2 && e.low == 2 && e.high == 2,
	   "what is always double is double, however much it drifts");
	OK(isnan(all[3]), "nothing can be divided by 0");
}

/* Between 0 and 1, always the same ones. */
static double next_random(void)
{
	static unsigned long long state = 12345;

	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return ((state >> 11) + 0.5) / 9007199254740992.0;
}

/* Skewed, as times are: -log(u) has its median at log(2). */
static void random_ones(void)
{
	int i, j, held = 0, trials = 20000;
	double numbers[9];
	struct estimate e;

	for (i = 0; i < trials; i++) {
		for (j = 0; j < 9; j++)
			numbers[j] = -log(next_random());
		e = estimate_of(numbers, 9);
		held += e.low <= log(2) && log(2) <= e.high;
	}
	OK(near((double)held / trials, e.coverage, 0.006),
	   "the interval holds the true median as often as it says");
}

int main(void)
{
	test.half = "bench";
	test_begin(60);
	known();
	odd();
	ratios();
	random_ones();
	return test_end();
}
