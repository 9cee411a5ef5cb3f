/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * On which processors the two sides run.
 */
#ifndef BENCH_PLACE_H
#define BENCH_PLACE_H

#include <stdbool.h>

enum place { PLACE_TWO, PLACE_SAME, PLACE_FREE };

/* NULL, or why there is no such place on this machine. */
const char *place_missing(enum place place);
/* The processor of the side (0 or 1) of a pair, or -1 for any of them. */
int place_cpu(enum place place, unsigned int pair, unsigned int side);
/* Processors that this process may use. */
unsigned int place_cpus(void);

bool place_parse(const char *name, enum place *place);
const char *place_name(enum place place);
/* In words. */
const char *place_text(enum place place);

#endif /* BENCH_PLACE_H */
