// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns what the peers report into numbers, and numbers into words.
 */
#include <math.h>
#include <stdio.h>

#include "clock.h"
#include "metrics.h"

const struct metric_info metrics[METRICS] = {
	[METRIC_RATE] = { "bytes_per_s", "rate", UNIT_BYTES_PER_S, true },
	[METRIC_MESSAGES] = { "messages_per_s", "messages", UNIT_PER_S, true },
	[METRIC_P50] = { "p50_ns", "p50", UNIT_NS, false },
	[METRIC_P90] = { "p90_ns", "p90", UNIT_NS, false },
	[METRIC_P99] = { "p99_ns", "p99", UNIT_NS, false },
	[METRIC_P999] = { "p99.9_ns", "p99.9", UNIT_NS, false },
	[METRIC_MAX] = { "max_ns", "max", UNIT_NS, false },
	[METRIC_CPU_BYTE] = { "cpu_ns_per_byte", "CPU/byte", UNIT_NS, false },
	[METRIC_CPU_MESSAGE] = { "cpu_ns_per_message", "CPU/msg", UNIT_NS,
				 false },
	[METRIC_SWITCHES] = { "switches_per_message", "switches",
			      UNIT_COUNT, false },
	[METRIC_SLEEPS] = { "sleeps_per_message", "sleeps", UNIT_COUNT,
			    false },
	[METRIC_WAKES] = { "wakes_per_message", "wakes", UNIT_COUNT,
			   false },
	[METRIC_SECONDS] = { "wall_ns", "time", UNIT_NS, false },
	[METRIC_CREATES] = { "creates_per_s", "make+close", UNIT_PER_S, true },
	[METRIC_CPU_CREATE] = { "cpu_ns_per_create", "CPU", UNIT_NS, false },
	[METRIC_IDLE] = { "idle_bytes", "idle", UNIT_BYTES, false },
	[METRIC_USED] = { "used_bytes", "once used", UNIT_BYTES, false },
	[METRIC_FULL] = { "full_bytes", "full", UNIT_BYTES, false },
	[METRIC_FAIR] = { "least_to_most", "least/most", UNIT_COUNT, true },
};

void sample_clear(struct sample *sample)
{
	int i;

	*sample = (struct sample){ 0 };
	for (i = 0; i < METRICS; i++)
		sample->value[i] = NAN;
}

void sample_traffic(struct sample *sample, const struct peers *peers)
{
	uint64_t begin = UINT64_MAX, end = 0, cpu, switches;
	struct bench_counters counters = { 0 };
	struct usage both;
	bool counted = true;
	unsigned int i;

	for (i = 0; i < peers->count; i++) {
		const struct report *report = &peers->reports[i];

		begin = report->begin < begin ? report->begin : begin;
		end = report->end > end ? report->end : end;
		usage_add(&sample->side[report->side], &report->usage);
		counted = counted && report->counted;
		counters.sleeps += report->counters.sleeps;
		counters.wakes += report->counters.wakes;
		sample->touched += report->touched;
		if (report->side == BENCH_WRITES) {
			sample->bytes += report->bytes;
			sample->messages += report->messages;
		}
	}
	both = sample->side[BENCH_READS];
	usage_add(&both, &sample->side[BENCH_WRITES]);
	cpu = both.cpu_ns;
	switches = both.voluntary + both.involuntary;
	sample->wall_ns = end - begin;
	sample->value[METRIC_RATE] = (double)sample->bytes * NS_PER_SECOND /
		sample->wall_ns;
	sample->value[METRIC_MESSAGES] = (double)sample->messages *
		NS_PER_SECOND / sample->wall_ns;
	sample->value[METRIC_CPU_BYTE] = (double)cpu / sample->bytes;
	sample->value[METRIC_CPU_MESSAGE] = (double)cpu / sample->messages;
	sample->value[METRIC_SWITCHES] = (double)switches / sample->messages;
	if (!counted)
		return;
	sample->value[METRIC_SLEEPS] = (double)counters.sleeps /
		sample->messages;
	sample->value[METRIC_WAKES] = (double)counters.wakes /
		sample->messages;
}

void sample_times(struct sample *sample, const struct hist *hist)
{
	sample->value[METRIC_P50] = hist_percentile(hist, 0.5);
	sample->value[METRIC_P90] = hist_percentile(hist, 0.9);
	sample->value[METRIC_P99] = hist_percentile(hist, 0.99);
	sample->value[METRIC_P999] = hist_percentile(hist, 0.999);
	sample->value[METRIC_MAX] = hist->max;
}

/* Three digits that count. */
static int digits(double value)
{
	if (value == 0 || value >= 99.95)
		return 0;
	return value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
}

void metric_gain_print(char *to, size_t size, const struct estimate *gain)
{
	snprintf(to, size, "%.*f [%.*f, %.*f]%s", digits(gain->median),
		 gain->median, digits(gain->low), gain->low,
		 digits(gain->high), gain->high,
		 estimate_is_noisy(gain) ? " ?" : "");
}

static void scaled(char *to, size_t size, double value, double base,
		   const char *const *units)
{
	while (value >= 0.9995 * base && units[1]) {
		value /= base;
		units++;
	}
	snprintf(to, size, "%.*f%s", digits(value), value, *units);
}

void metric_print(char *to, size_t size, enum metric metric, double value)
{
	static const char *const rates[] = { " B/s", " kB/s", " MB/s", " GB/s",
					     NULL };
	static const char *const counts[] = { "/s", "k/s", "M/s", "G/s", NULL };
	static const char *const times[] = { " ns", " µs", " ms", " s", NULL };
	static const char *const bytes[] = { " B", " KiB", " MiB", " GiB",
					     NULL };

	if (isnan(value)) {
		snprintf(to, size, "-");
		return;
	}
	switch (metrics[metric].unit) {
	case UNIT_BYTES_PER_S:
		return scaled(to, size, value, 1000, rates);
	case UNIT_PER_S:
		return scaled(to, size, value, 1000, counts);
	case UNIT_NS:
		return scaled(to, size, value, 1000, times);
	case UNIT_BYTES:
		return scaled(to, size, value, 1024, bytes);
	case UNIT_COUNT:
		snprintf(to, size, "%.*f", digits(value), value);
	}
}

double metric_gain(enum metric metric, double ratio)
{
	return metrics[metric].more_is_better ? ratio : 1 / ratio;
}
