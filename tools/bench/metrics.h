/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a run of the bench yields: numbers that have a name, a unit, and a
 * direction in which they get better.
 */
#ifndef BENCH_METRICS_H
#define BENCH_METRICS_H

#include <stdbool.h>
#include <stdint.h>

#include "peers.h"
#include "stats.h"

enum metric {
	METRIC_RATE, METRIC_MESSAGES, METRIC_P50, METRIC_P90, METRIC_P99,
	METRIC_P999, METRIC_MAX, METRIC_CPU_BYTE, METRIC_CPU_MESSAGE,
	METRIC_SWITCHES, METRIC_SLEEPS, METRIC_WAKES, METRIC_SECONDS,
	METRIC_CREATES, METRIC_CPU_CREATE, METRIC_IDLE, METRIC_USED,
	METRIC_FULL, METRIC_FAIR, METRICS,
};

enum unit { UNIT_BYTES_PER_S, UNIT_PER_S, UNIT_NS, UNIT_COUNT, UNIT_BYTES };

struct metric_info {
	const char *key;	/* in JSON */
	const char *text;
	enum unit unit;
	bool more_is_better;
};

extern const struct metric_info metrics[METRICS];

/* One run. What was not measured is NAN. */
struct sample {
	double value[METRICS];
	uint64_t bytes, messages, touched, wall_ns;
	struct usage side[2];	/* by enum bench_side */
};

void sample_clear(struct sample *sample);
/* From peers that all moved bytes. Bytes and messages are what was written. */
void sample_traffic(struct sample *sample, const struct peers *peers);
void sample_times(struct sample *sample, const struct hist *hist);

/* "1.57 GB/s", "3.8 us" */
void metric_print(char *to, size_t size, enum metric metric, double value);
/* "4.12 [3.98, 4.3]", with a question mark when that is too wide. */
void metric_gain_print(char *to, size_t size, const struct estimate *gain);
/* How many times better a ratio of this metric is: above 1 is better. */
double metric_gain(enum metric metric, double ratio);

#endif /* BENCH_METRICS_H */
