// SPDX-License-Identifier: GPL-2.0-only
/*
 * The results as JSON: every run, and what was made of them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "jsonout.h"
#include "report.h"

#define FORMAT 1

static struct json_object *number(double value)
{
	char digits[48];

	if (isnan(value) || isinf(value))
		return NULL;
	snprintf(digits, sizeof(digits), "%.10g", value);
	return json_object_new_double_s(value, digits);
}

static void add_bool(struct json_object *to, const char *key, bool value)
{
	json_object_object_add(to, key, json_object_new_boolean(value));
}

static struct json_object *from_facts(const struct fact *facts)
{
	struct json_object *all = json_object_new_object();

	for (; facts->key; facts++)
		json_add_text(all, facts->key, facts->text);
	return all;
}

static struct json_object *from_settings(const struct settings *settings)
{
	struct json_object *all = json_object_new_object();

	json_add_number(all, "runs", settings->runs);
	json_add_number(all, "run_ns", settings->run_ns);
	json_add_text(all, "touch", touch_name(settings->touch));
	add_bool(all, "quick", settings->quick);
	add_bool(all, "rows", settings->rows);
	add_bool(all, "ablation", settings->ablation);
	return all;
}

static struct json_object *from_estimate(const struct estimate *estimate)
{
	struct json_object *all = json_object_new_object();

	json_object_object_add(all, "median", number(estimate->median));
	json_object_object_add(all, "low", number(estimate->low));
	json_object_object_add(all, "high", number(estimate->high));
	json_object_object_add(all, "coverage", number(estimate->coverage));
	return all;
}

static struct json_object *from_usage(const struct usage *usage)
{
	struct json_object *all = json_object_new_object();

	json_add_number(all, "cpu_ns", usage->cpu_ns);
	json_add_number(all, "user_ns", usage->user_ns);
	json_add_number(all, "system_ns", usage->system_ns);
	json_add_number(all, "voluntary_switches", usage->voluntary);
	json_add_number(all, "involuntary_switches", usage->involuntary);
	return all;
}

static struct json_object *from_sample(const struct sample *sample)
{
	struct json_object *all = json_object_new_object();
	int i;

	json_add_number(all, "wall_ns", sample->wall_ns);
	json_add_number(all, "bytes", sample->bytes);
	json_add_number(all, "messages", sample->messages);
	json_add_number(all, "touched", sample->touched);
	json_object_object_add(all, "reader",
			       from_usage(&sample->side[BENCH_READS]));
	json_object_object_add(all, "writer",
			       from_usage(&sample->side[BENCH_WRITES]));
	for (i = 0; i < METRICS; i++)
		if (!isnan(sample->value[i]))
			json_object_object_add(all, metrics[i].key,
					       number(sample->value[i]));
	return all;
}

static struct json_object *from_hist(const struct hist *hist)
{
	struct json_object *all = json_object_new_array(), *pair;
	unsigned int i;

	for (i = 0; i < HIST_BUCKETS; i++) {
		if (!hist->buckets[i])
			continue;
		pair = json_object_new_array();
		json_object_array_add(pair,
				      json_object_new_uint64(hist_from(i)));
		json_object_array_add(pair,
				      json_object_new_uint64(hist->buckets[i]));
		json_object_array_add(all, pair);
	}
	return all;
}

static void add_estimates(struct json_object *to,
			  const struct experiment *experiment,
			  unsigned int who)
{
	struct json_object *values = json_object_new_object();
	struct json_object *gains = json_object_new_object(), *gain, *list;
	double ratios[RUNS_MAX];
	struct estimate estimate;
	unsigned int i, run;

	for (i = 0; i < METRICS; i++) {
		estimate = experiment_value(experiment, who, i);
		if (isnan(estimate.median))
			continue;
		json_object_object_add(values, metrics[i].key,
				       from_estimate(&estimate));
		estimate = experiment_gain(experiment, who, 0, i, ratios);
		if (!who || isnan(estimate.median))
			continue;
		gain = from_estimate(&estimate);
		list = json_object_new_array();
		for (run = 0; run < experiment->runs; run++)
			json_object_array_add(list, number(ratios[run]));
		json_object_object_add(gain, "runs", list);
		json_object_object_add(gains, metrics[i].key, gain);
	}
	json_object_object_add(to, "values", values);
	json_object_object_add(to, "gains", gains);
}

static struct json_object *from_contestant(const struct experiment *experiment,
					   unsigned int who)
{
	struct json_object *all = json_object_new_object(), *runs;
	const struct contestant *contestant = &experiment->who[who];
	const struct sample *sample;
	unsigned int i;

	json_add_text(all, "name", contestant->name);
	add_bool(all, "floor", contestant->floor);
	if (contestant->missing[0]) {
		json_add_text(all, "problem", contestant->missing);
		return all;
	}
	runs = json_object_new_array();
	for (i = 0; i < experiment->runs; i++) {
		sample = experiment_sample(experiment, who, i);
		json_object_array_add(runs, from_sample(sample));
	}
	json_object_object_add(all, "runs", runs);
	add_estimates(all, experiment, who);
	if (experiment->hists)
		json_object_object_add(all, "histogram",
				       from_hist(&experiment->hists[who]));
	return all;
}

static struct json_object *from_experiment(const struct experiment *experiment)
{
	struct json_object *all = json_object_new_object();
	struct json_object *list = json_object_new_array();
	const struct mode *mode = experiment->mode;
	const char *key;
	unsigned int i;

	json_add_text(all, "id", experiment->id);
	json_add_text(all, "title", experiment->title);
	json_add_text(all, "mode", mode->name);
	json_add_text(all, "summary", mode->summary);
	json_add_number(all, "size", experiment->job.size);
	json_add_text(all, "place", place_name(experiment->job.place));
	json_add_number(all, "pairs", experiment->job.pairs);
	json_add_number(all, "writers", experiment->job.writers);
	json_add_number(all, "readers", experiment->job.readers);
	json_add_number(all, "groups", experiment->job.groups);
	json_add_number(all, "pipes", experiment->job.pipes);
	for (i = 0; i < mode->shown_count; i++) {
		key = metrics[mode->shown[i]].key;
		json_object_array_add(list, json_object_new_string(key));
	}
	json_object_object_add(all, "shown", list);
	list = json_object_new_array();
	for (i = 0; i < experiment->count; i++)
		json_object_array_add(list, from_contestant(experiment, i));
	json_object_object_add(all, "contestants", list);
	return all;
}

/* Of each transport but the first, by its name. */
static struct json_object *from_row_gains(const struct plan *plan,
					  const struct row *row)
{
	struct json_object *all = json_object_new_object();
	const struct settings *settings = &plan->settings;
	struct estimate gain;
	unsigned int i;

	for (i = 1; i < settings->contestant_count; i++) {
		gain = row_gain(plan, row, i);
		json_object_object_add(all, settings->contestants[i],
				       from_estimate(&gain));
	}
	return all;
}

static struct json_object *from_row(const struct results *results, size_t i)
{
	struct json_object *all = json_object_new_object();
	const struct promise *promise = &results->promises[i];
	const struct row *row = &results->rows[i];
	struct estimate gain = row_result(&results->plan, row);

	json_add_text(all, "name", row->name);
	json_add_text(all, "text", row->text);
	json_add_text(all, "experiment", row->experiment);
	json_add_text(all, "metric", metrics[row->metric].key);
	if (row->base)
		json_add_text(all, "base", row->base);
	json_object_object_add(all, "gain", from_estimate(&gain));
	json_object_object_add(all, "gains",
			       from_row_gains(&results->plan, row));
	json_object_object_add(all, "at_least", number(promise->at_least));
	json_object_object_add(all, "aim", number(promise->aim));
	add_bool(all, "no_worse", promise->no_worse);
	json_add_text(all, "verdict",
		      verdict_name(verdict_of(promise, &gain)));
	return all;
}

static struct json_object *from_metrics(void)
{
	static const char *const units[] = {
		[UNIT_BYTES_PER_S] = "bytes/s", [UNIT_PER_S] = "1/s",
		[UNIT_NS] = "ns", [UNIT_COUNT] = "", [UNIT_BYTES] = "bytes",
	};
	struct json_object *all = json_object_new_object(), *one;
	int i;

	for (i = 0; i < METRICS; i++) {
		one = json_object_new_object();
		json_add_text(one, "text", metrics[i].text);
		json_add_text(one, "unit", units[metrics[i].unit]);
		add_bool(one, "more_is_better", metrics[i].more_is_better);
		json_object_object_add(all, metrics[i].key, one);
	}
	return all;
}

struct json_object *report_json(const struct results *results)
{
	struct json_object *all = json_object_new_object();
	struct json_object *list = json_object_new_array();
	const struct plan *plan = &results->plan;
	unsigned int i;

	json_add_number(all, "kpipe_bench", FORMAT);
	json_object_object_add(all, "machine", from_facts(results->facts));
	json_object_object_add(all, "settings", from_settings(&plan->settings));
	json_object_object_add(all, "metrics", from_metrics());
	for (i = 0; i < plan->count; i++)
		json_object_array_add(list,
				      from_experiment(&plan->experiments[i]));
	json_object_object_add(all, "experiments", list);
	list = json_object_new_array();
	for (i = 0; i < results->row_count; i++)
		json_object_array_add(list, from_row(results, i));
	json_object_object_add(all, "rows", list);
	return all;
}
