/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is written, so that whoever reads can tell whether it is all there:
 * every byte follows from its position in the stream and from a seed.
 */
#ifndef BENCH_PATTERN_H
#define BENCH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How much of the data both sides touch. */
enum touch { TOUCH_ALL, TOUCH_LINE, TOUCH_NONE };

struct pattern {
	enum touch touch;
	uint64_t seed;
};

/* Writes the size bytes that belong at that position of the stream. */
void pattern_fill(const struct pattern *pattern, void *buffer, size_t size,
		  uint64_t position);

/* The number of bytes that were looked at, or -1 when one is wrong. */
int64_t pattern_verify(const struct pattern *pattern, const void *buffer,
		       size_t size, uint64_t position);

bool touch_parse(const char *name, enum touch *touch);
const char *touch_name(enum touch touch);

#endif /* BENCH_PATTERN_H */
