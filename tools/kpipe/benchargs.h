/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of kpipe bench.
 */
#ifndef KPIPE_BENCHARGS_H
#define KPIPE_BENCHARGS_H

#include "../bench/report.h"

/* The input of bench_argp. What was asked to be measured is in the settings of
 * the plan.
 */
struct bench_call {
	struct results results;
	bool json, list, verbose;
	const char *check;	/* file of promises */
	const char *output;	/* beginning of the names of all results */
	const char *html;	/* file for the page */
	const char *from;	/* JSON of another time */
};

#endif /* KPIPE_BENCHARGS_H */
