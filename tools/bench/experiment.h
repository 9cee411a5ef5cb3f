/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An experiment: one load, and several contestants that take turns under it,
 * A B C A B C ..., so that whatever else goes on in the machine meets all of
 * them alike. Contestant 0 is what the others are compared with.
 */
#ifndef BENCH_EXPERIMENT_H
#define BENCH_EXPERIMENT_H

#include "modes.h"
#include "stats.h"

#define CONTESTANTS_MAX 16
#define RUNS_MAX 500

struct experiment {
	char id[40];
	char title[64];
	const struct mode *mode;
	struct job job;
	unsigned int count, runs;
	struct contestant who[CONTESTANTS_MAX];
	struct sample *samples;		/* runs of who[0], of who[1], ... */
	struct hist *hists;		/* one each, or NULL */
	unsigned int failures;
};

/* Called before each run, to show how far it is. */
typedef void (*progress)(const struct experiment *experiment,
			 unsigned int run, unsigned int who);

/* The contestant's name must outlive the experiment. Returns -1 when there is
 * no such transport or floor, or when there are too many.
 */
int experiment_add(struct experiment *experiment, const char *name);
/* Counts failures, and says on stderr what failed. */
void experiment_run(struct experiment *experiment, progress progress);
void experiment_drop(struct experiment *experiment);

/* The contestant of that name, or -1. */
int experiment_find(const struct experiment *experiment, const char *name);
const struct sample *experiment_sample(const struct experiment *experiment,
				       unsigned int who, unsigned int run);
struct estimate experiment_value(const struct experiment *experiment,
				 unsigned int who, enum metric metric);
/* How many times better who was than base, from run to run: above 1 is better.
 * gains has room for all runs, or is NULL.
 */
struct estimate experiment_gain(const struct experiment *experiment,
				unsigned int who, unsigned int base,
				enum metric metric, double *gains);

#endif /* BENCH_EXPERIMENT_H */
