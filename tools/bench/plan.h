/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call of the bench measures: the settings, and the experiments that
 * follow from them.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "experiment.h"

#define EXPERIMENTS_MAX 160
#define LIST_MAX 32

struct settings {
	const char *contestants[CONTESTANTS_MAX];
	unsigned int contestant_count;
	size_t sizes[LIST_MAX];
	unsigned int size_count;
	enum place places[3];
	unsigned int place_count;
	const char *modes[LIST_MAX];
	unsigned int mode_count;
	bool rows;		/* the rows of the promise, and nothing else */
	bool ablation;		/* of rows: each policy of kpipe alone */
	const char *row_names[LIST_MAX];	/* only these; none: all */
	unsigned int row_count;
	bool quick;
	unsigned int runs;
	unsigned int limit;	/* seconds that a run may take */
	uint64_t run_ns;
	enum touch touch;
	double rate;
	unsigned int groups;
};

struct plan {
	struct settings settings;
	struct experiment experiments[EXPERIMENTS_MAX];
	unsigned int count;
};

/* Fills in what was not set, and lists the experiments. -1 after a message. */
int plan_make(struct plan *plan);
/* The names of the modes; NULL after the last. */
const char *plan_mode(size_t i);
const char *plan_mode_summary(size_t i);
/* The experiment of that id, or NULL. */
const struct experiment *plan_find(const struct plan *plan, const char *id);

/* The transports and rows of the ablation. */
void ablation_settings(struct settings *settings);

/* Adds one load to the plan, unless it is there; -1 after a message. */
int plan_sized(struct plan *plan, const struct mode *mode, size_t size,
	       enum place place);
int plan_pairs(struct plan *plan, size_t size, unsigned int pairs);
int plan_many(struct plan *plan, unsigned int writers, unsigned int readers,
	      enum place place);
int plan_groups(struct plan *plan, enum place place);
int plan_setup(struct plan *plan);
int plan_memory(struct plan *plan, unsigned int pipes);

#endif /* BENCH_PLAN_H */
