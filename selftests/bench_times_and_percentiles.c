// SPDX-License-Identifier: GPL-2.0-only
/*
 * The histogram of kpipe bench: buckets are narrow and leave nothing out, and
 * percentiles of known times come out as they must.
 */
#include "hist.h"
#include "kpipe_test.h"

static struct hist hist, other;

static void buckets(void)
{
	unsigned int i, gaps = 0, wide = 0;

	for (i = 0; i + 1 < HIST_BUCKETS; i++) {
		unsigned long long from = hist_from(i), to = hist_to(i);

		gaps += to + 1 != hist_from(i + 1);
		wide += (to - from) * 127 > from;
	}
	EQ(hist_from(0), 0, "the first bucket begins at 0");
	EQ(gaps, 0, "each begins where the one before has ended");
	EQ(wide, 0, "none is wider than 0.8 % of its times");
	OK(hist_from(HIST_BUCKETS - 1) > 1000ULL * 1000000000,
	   "the last one begins beyond 1000 seconds");
}

/* Every time must be found in the bucket that it was put in. */
static void placing(void)
{
	unsigned long long ns;
	unsigned int i, wrong = 0;

	for (ns = 1; ns < 1ULL << 42; ns += 1 + ns / 37) {
		memset(&hist, 0, sizeof(hist));
		hist_add(&hist, ns);
		for (i = 0; !hist.buckets[i]; i++)
			;
		wrong += ns < hist_from(i) || ns > hist_to(i);
	}
	EQ(wrong, 0, "every time is in its bucket");
}

static bool within(unsigned long long got, unsigned long long want)
{
	return got >= want && got <= want + want / 127;
}

static void percentiles(void)
{
	int i;

	memset(&hist, 0, sizeof(hist));
	/* 1 to 1000 microseconds, the largest first. */
	for (i = 1000; i > 0; i--)
		hist_add(&hist, i * 1000ULL);
	EQ(hist.count, 1000, "all are counted");
	EQ(hist.min, 1000, "the smallest is exact");
	EQ(hist.max, 1000000, "the largest is exact");
	OK(within(hist_percentile(&hist, 0.5), 500000), "p50");
	OK(within(hist_percentile(&hist, 0.9), 900000), "p90");
	OK(within(hist_percentile(&hist, 0.99), 990000), "p99");
	OK(within(hist_percentile(&hist, 0.999), 999000), "p99.9");
	EQ(hist_percentile(&hist, 1), 1000000, "p100 is the largest");
	EQ(hist_percentile(&hist, 0), hist_percentile(&hist, 0.001),
	   "p0 is that of the smallest");
	memset(&hist, 0, sizeof(hist));
	hist_add(&hist, 255);
	hist_add(&hist, 7);
	EQ(hist_percentile(&hist, 0.5), 7, "short times are exact");
}

static void merging(void)
{
	memset(&hist, 0, sizeof(hist));
	memset(&other, 0, sizeof(other));
	hist_merge(&hist, &other);
	EQ(hist.count, 0, "nothing and nothing is nothing");
	hist_add(&other, 100);
	hist_add(&other, 5000);
	hist_merge(&hist, &other);
	hist_merge(&hist, &other);
	EQ(hist.count, 4, "counts add up");
	EQ(hist.min, 100, "the smallest of both");
	EQ(hist.max, 5000, "the largest of both");
	EQ(hist_percentile(&hist, 0.5), 100, "half of them are short");
}

int main(void)
{
	test.half = "bench";
	test_begin(60);
	buckets();
	placing();
	percentiles();
	merging();
	return test_end();
}
