/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows: the figures in which kpipe promises to be faster than the kernel's
 * pipe, or no worse. Each is one metric of one experiment, with which kpipe is
 * compared with the pipe or with a floor.
 */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stdio.h>

#include "plan.h"
#include "verdict.h"

#define ROWS_MAX 48

struct row {
	char name[32];
	const char *text;
	char experiment[40];
	enum metric metric;
	const char *base;
};

/* The rows that this machine has: others for one processor than for two. */
size_t rows_list(const struct settings *settings, struct row rows[ROWS_MAX]);
/* Plans what the rows need. -1 after a message. */
int rows_plan(struct plan *plan);

/* How many times better that contestant is; NANs when it was not measured. */
struct estimate row_gain(const struct plan *plan, const struct row *row,
			 unsigned int who);
/* The same of the one that is judged: the second, or else the first. */
struct estimate row_result(const struct plan *plan, const struct row *row);

/* Reads the promises for that kernel from a file: lines of kernel, row, at
 * least, aim, reached. -1 after a message.
 */
int promises_read(const char *path, const char *kernel,
		  const struct row *rows, size_t count,
		  struct promise promises[ROWS_MAX]);

#endif /* BENCH_ROWS_H */
