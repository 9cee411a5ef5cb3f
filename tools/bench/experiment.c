// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lets contestants take turns and keeps what came of it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "experiment.h"
#include "say.h"

static const struct floor *floor_find(const char *name,
				      const struct mode *mode)
{
	size_t i;

	for (i = 0; i < floor_count; i++)
		if (floors[i].mode == mode && !strcmp(floors[i].name, name))
			return &floors[i];
	return NULL;
}

/* What a contestant lacks is learnt once, before anything is measured. */
static void check(struct contestant *who, const struct job *job)
{
	struct bench_channel channel = {
		.transport = who->transport,
		.options = who->options,
		.fd = { -1, -1 },
	};
	const char *missing = place_missing(job->place);

	if (!missing && who->floor && who->floor->two &&
	    job->place != PLACE_TWO)
		missing = "means nothing on one processor";
	if (missing)
		snprintf(who->missing, sizeof(who->missing), "%s", missing);
	else if (who->transport && who->transport->check &&
		 who->transport->check(&channel))
		snprintf(who->missing, sizeof(who->missing), "%s",
			 channel.problem);
}

int experiment_add(struct experiment *experiment, const char *name)
{
	struct contestant *who = &experiment->who[experiment->count];

	if (experiment->count == CONTESTANTS_MAX)
		return -1;
	*who = (struct contestant){ .name = name };
	who->floor = floor_find(name, experiment->mode);
	if (!who->floor)
		who->transport = transport_find(name, &who->options);
	if (!who->floor && !who->transport)
		return -1;
	check(who, &experiment->job);
	experiment->count++;
	return 0;
}

static struct sample *sample_of(const struct experiment *experiment,
				unsigned int who, unsigned int run)
{
	return &experiment->samples[who * experiment->runs + run];
}

const struct sample *experiment_sample(const struct experiment *experiment,
				       unsigned int who, unsigned int run)
{
	return sample_of(experiment, who, run);
}

static void run_one(struct experiment *experiment, unsigned int who,
		    unsigned int number)
{
	struct contestant *contestant = &experiment->who[who];
	struct run run = {
		.job = &experiment->job,
		.contestant = contestant,
		.hist = experiment->hists ? &experiment->hists[who] : NULL,
	};
	mode_run call = contestant->floor ? contestant->floor->run
					  : experiment->mode->run;

	sample_clear(&run.sample);
	if (call(&run)) {
		sample_clear(&run.sample);
		snprintf(contestant->missing, sizeof(contestant->missing),
			 "failed: %s", run.problem);
		fail("these results cannot be used; the reason is in the line above",
		     "%s, %s: %s", experiment->title, contestant->name,
		     run.problem);
		experiment->failures++;
	}
	*sample_of(experiment, who, number) = run.sample;
}

static int prepare(struct experiment *experiment)
{
	size_t i, count = experiment->count * experiment->runs;

	experiment->samples = calloc(count, sizeof(*experiment->samples));
	if (experiment->mode->times)
		experiment->hists = calloc(experiment->count,
					   sizeof(*experiment->hists));
	if (!experiment->samples ||
	    (experiment->mode->times && !experiment->hists)) {
		experiment->failures++;
		return fail(NULL, "no memory for the results");
	}
	for (i = 0; i < count; i++)
		sample_clear(&experiment->samples[i]);
	return 0;
}

void experiment_run(struct experiment *experiment, progress progress)
{
	unsigned int run, who;

	if (prepare(experiment))
		return;
	for (run = 0; run < experiment->runs; run++) {
		for (who = 0; who < experiment->count; who++) {
			if (experiment->who[who].missing[0])
				continue;
			progress(experiment, run, who);
			run_one(experiment, who, run);
		}
	}
}

void experiment_drop(struct experiment *experiment)
{
	free(experiment->samples);
	free(experiment->hists);
}

int experiment_find(const struct experiment *experiment, const char *name)
{
	unsigned int i;

	for (i = 0; i < experiment->count; i++)
		if (!strcmp(experiment->who[i].name, name))
			return i;
	return -1;
}

static void copy_values(const struct experiment *experiment, unsigned int who,
			enum metric metric, double *to)
{
	unsigned int i;

	for (i = 0; i < experiment->runs; i++)
		to[i] = sample_of(experiment, who, i)->value[metric];
}

struct estimate experiment_value(const struct experiment *experiment,
				 unsigned int who, enum metric metric)
{
	double numbers[RUNS_MAX] = { 0 };

	copy_values(experiment, who, metric, numbers);
	return estimate_of(numbers, experiment->runs);
}

struct estimate experiment_gain(const struct experiment *experiment,
				unsigned int who, unsigned int base,
				enum metric metric, double *gains)
{
	double theirs[RUNS_MAX] = { 0 }, bases[RUNS_MAX] = { 0 };
	unsigned int i, runs = experiment->runs;
	double room[RUNS_MAX];
	double *ratios = gains ? gains : room;

	copy_values(experiment, who, metric, theirs);
	copy_values(experiment, base, metric, bases);
	estimate_ratio(theirs, bases, runs, ratios);
	for (i = 0; i < runs; i++)
		ratios[i] = metric_gain(metric, ratios[i]);
	return estimate_of(ratios, runs);
}
