// SPDX-License-Identifier: GPL-2.0-only
/*
 * The results as a table for people, in 80 columns.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "report.h"

static void print_facts(FILE *to, const struct fact *facts)
{
	for (; facts->key; facts++)
		fprintf(to, "%-17s%.62s\n", facts->key, facts->text);
}

static void print_method(FILE *to, const struct settings *settings)
{
	static const char *const touched[] = {
		[TOUCH_ALL] = "touch and check every byte",
		[TOUCH_LINE] = "touch and check a byte in 64",
		[TOUCH_NONE] = "touch nothing of the data",
	};
	double numbers[RUNS_MAX] = { 0 };

	fprintf(to, "\n%u runs of %llu ms each, taking turns (A B A B ...); "
		"medians. \"better\" compares\nwith the first line of a block, "
		"run against run: the median of the ratios, and\nits %.0f %% "
		"interval from order statistics; above 1 is better; ? says that "
		"the\nmachine was not quiet. Both sides %s.\n",
		settings->runs,
		(unsigned long long)(settings->run_ns / NS_PER_MS),
		100 * estimate_of(numbers, settings->runs).coverage,
		touched[settings->touch]);
}

static void print_heading(FILE *to, const struct experiment *experiment)
{
	const struct mode *mode = experiment->mode;
	unsigned int i;

	fprintf(to, "\n%s: %s;\n%*s%s\n%-21s", mode->name, mode->summary,
		(int)strlen(mode->name) + 2, "",
		place_text(experiment->job.place), "");
	for (i = 0; i < 3 && i < mode->shown_count; i++)
		fprintf(to, "%12s", metrics[mode->shown[i]].text);
	fprintf(to, "  better [interval]\n");
}

static void print_gain(FILE *to, const struct experiment *experiment,
		       unsigned int who)
{
	struct estimate gain;
	char text[48];

	if (!who)
		return;
	gain = experiment_gain(experiment, who, 0, experiment->mode->shown[0],
			       NULL);
	if (isnan(gain.median))
		return;
	metric_gain_print(text, sizeof(text), &gain);
	fprintf(to, "  %s", text);
}

/* Pads by what is seen: a micro sign is two bytes. */
static void print_right(FILE *to, const char *text, int columns)
{
	const char *at;

	for (at = text; *at; at++)
		columns -= (*at & 0xc0) != 0x80;
	fprintf(to, "%*s%s", columns > 0 ? columns : 0, "", text);
}

static void print_values(FILE *to, const struct experiment *experiment,
			 unsigned int who)
{
	const struct mode *mode = experiment->mode;
	struct estimate value;
	unsigned int i;
	char text[32];

	for (i = 0; i < 3 && i < mode->shown_count; i++) {
		value = experiment_value(experiment, who, mode->shown[i]);
		metric_print(text, sizeof(text), mode->shown[i], value.median);
		print_right(to, text, 12);
	}
}

static void print_experiment(FILE *to, const struct experiment *experiment)
{
	unsigned int i;

	for (i = 0; i < experiment->count; i++) {
		const struct contestant *who = &experiment->who[i];

		fprintf(to, "%-8s %-12s", i ? "" : experiment->title,
			who->name);
		if (who->missing[0]) {
			fprintf(to, " %s\n", who->missing);
			continue;
		}
		/* A longer name has a line of its own. */
		if (strlen(who->name) > 12)
			fprintf(to, "\n%21s", "");
		print_values(to, experiment, i);
		print_gain(to, experiment, i);
		fputc('\n', to);
	}
}

void report_table(FILE *to, const struct results *results)
{
	const struct experiment *last = NULL;
	const struct plan *plan = &results->plan;
	unsigned int i;

	print_facts(to, results->facts);
	print_method(to, &plan->settings);
	for (i = 0; i < plan->count; i++) {
		const struct experiment *now = &plan->experiments[i];

		if (!last || last->mode != now->mode ||
		    last->job.place != now->job.place)
			print_heading(to, now);
		print_experiment(to, now);
		last = now;
	}
}
