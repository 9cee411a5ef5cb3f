/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When the messages of an open loop are due. Reader and writer work it out for
 * themselves, from the same start.
 */
#ifndef BENCH_SCHEDULE_H
#define BENCH_SCHEDULE_H

#include <stdint.h>

/* Not start + i * (1e9 / rate): what is lost in rounding must not add up. */
static inline uint64_t schedule_due(uint64_t start, double rate, uint64_t i)
{
	return start + (uint64_t)(i * 1e9 / rate);
}

/* How many are due within that time, but never none. */
static inline uint64_t schedule_count(double rate, uint64_t ns)
{
	uint64_t count = rate * ns / 1e9;

	return count ? count : 1;
}

#endif /* BENCH_SCHEDULE_H */
