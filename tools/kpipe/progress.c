// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shows how far a transfer is and slows it down.
 */
#include <stdio.h>
#include <time.h>

#include "progress.h"
#include "text.h"

#define NS_PER_S 1000000000LL
/* Between two lines. */
#define INTERVAL (NS_PER_S / 4)

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static void sleep_until(int64_t time)
{
	struct timespec ts = {
		.tv_sec = time / NS_PER_S,
		.tv_nsec = time % NS_PER_S,
	};

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static void print(const struct progress *progress, int64_t time, char end)
{
	double seconds = (double)(time - progress->began) / NS_PER_S;
	char bytes[TEXT_MAX], rate[TEXT_MAX];

	text_bytes(bytes, (double)progress->bytes);
	text_bytes(rate, seconds > 0 ? (double)progress->bytes / seconds : 0);
	fprintf(stderr, "\r%s in %.1f s, %s/s", bytes, seconds, rate);
	if (progress->total)
		fprintf(stderr, ", %.0f %%", 100.0 *
			(double)progress->bytes / (double)progress->total);
	/* What a longer line may have left. */
	fprintf(stderr, "   %c", end);
	fflush(stderr);
}

void progress_begin(struct progress *progress)
{
	progress->began = now();
	progress->next = progress->began + INTERVAL;
	progress->bytes = 0;
}

void progress_add(struct progress *progress, uint64_t bytes)
{
	int64_t time = 0;

	progress->bytes += bytes;
	if (progress->rate)
		sleep_until(progress->began + (int64_t)((double)NS_PER_S *
			    (double)progress->bytes / (double)progress->rate));
	if (progress->shown)
		time = now();
	if (time < progress->next)
		return;
	print(progress, time, '\r');
	progress->next = time + INTERVAL;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		print(progress, now(), '\n');
}
