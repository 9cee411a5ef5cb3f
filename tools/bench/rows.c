// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of the rows. Those of one processor have the same names behind
 * "one-", when both sides are pinned to one of several, or "up-", when there is
 * but one.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "rows.h"
#include "say.h"
#include "sizes.h"

enum kind { SIZED, GROUPS, SETUP, MEMORY };

static const struct spec {
	const char *name, *text;
	enum kind kind;
	const struct mode *mode;
	size_t size;
	enum metric metric;
	const char *base;
} specs[] = {
	{ "stream-64k", "stream, 64 KiB", SIZED, &mode_stream, 64 * KIB,
	  METRIC_RATE, NULL },
	{ "stream-1m", "stream, 1 MiB", SIZED, &mode_stream, MIB,
	  METRIC_RATE, NULL },
	{ "stream-4k", "stream, 4 KiB", SIZED, &mode_stream, 4 * KIB,
	  METRIC_RATE, NULL },
	{ "stream-64", "stream, 64 B", SIZED, &mode_stream, 64, METRIC_RATE,
	  NULL },
	{ "rtt-1", "round trip, 1 B", SIZED, &mode_pingpong, 1, METRIC_P50,
	  NULL },
	{ "rtt-4k", "round trip, 4 KiB", SIZED, &mode_pingpong, 4 * KIB,
	  METRIC_P50, NULL },
	{ "cpu-64k", "CPU per byte, 64 KiB", SIZED, &mode_stream, 64 * KIB,
	  METRIC_CPU_BYTE, NULL },
	{ "groups", "hackbench-like groups", GROUPS, NULL, 0, METRIC_SECONDS,
	  NULL },
	{ "rate-p50", "fixed rate, p50", SIZED, &mode_rate, 64, METRIC_P50,
	  NULL },
	{ "rate-p99", "fixed rate, p99", SIZED, &mode_rate, 64, METRIC_P99,
	  NULL },
	{ "rate-cpu", "fixed rate, CPU", SIZED, &mode_rate, 64,
	  METRIC_CPU_MESSAGE, NULL },
	{ "setup", "create and close", SETUP, NULL, 0, METRIC_CREATES, NULL },
	{ "memory-idle", "memory of a new pipe", MEMORY, NULL, 0, METRIC_IDLE,
	  NULL },
	{ "memory-used", "memory once used", MEMORY, NULL, 0, METRIC_USED,
	  NULL },
	{ "memcpy-64k", "64 KiB against memcpy", SIZED, &mode_stream, 64 * KIB,
	  METRIC_RATE, "memcpy" },
	{ "memcpy-1m", "1 MiB against memcpy", SIZED, &mode_stream, MIB,
	  METRIC_RATE, "memcpy" },
};

#define MEMORY_PIPES 10000

static bool named(const struct settings *settings, const char *name)
{
	unsigned int i;

	for (i = 0; i < settings->row_count; i++)
		if (!strcmp(settings->row_names[i], name))
			return true;
	return !settings->row_count;
}

static enum place place_of(const struct spec *spec, enum place place)
{
	return spec->kind == GROUPS && place == PLACE_TWO ? PLACE_FREE : place;
}

static void experiment_of(const struct settings *settings,
			  const struct spec *spec, enum place place, char *to,
			  size_t room)
{
	char size[24];

	place = place_of(spec, place);
	size_short(size, sizeof(size), spec->size);
	switch (spec->kind) {
	case SIZED:
		snprintf(to, room, "%s-%s-%s", spec->mode->name, size,
			 place_name(place));
		break;
	case GROUPS:
		snprintf(to, room, "groups-%ux20-%s", settings->groups,
			 place_name(place));
		break;
	case SETUP:
		snprintf(to, room, "setup");
		break;
	case MEMORY:
		snprintf(to, room, "memory-%u", MEMORY_PIPES);
		break;
	}
}

/* What has but one process is the same wherever it runs. */
static bool one_process(const struct spec *spec)
{
	return spec->kind == SETUP || spec->kind == MEMORY;
}

static size_t list_place(const struct settings *settings, enum place place,
			 const char *prefix, struct row *rows)
{
	size_t i, count = 0;

	for (i = 0; i < ARRAY_SIZE(specs); i++) {
		struct row *row = &rows[count];

		if (!strcmp(prefix, "one-") && one_process(&specs[i]))
			continue;
		if (specs[i].base && place != PLACE_TWO)
			continue;
		snprintf(row->name, sizeof(row->name), "%s%s", prefix,
			 specs[i].name);
		if (!named(settings, row->name))
			continue;
		row->text = specs[i].text;
		row->metric = specs[i].metric;
		row->base = specs[i].base;
		experiment_of(settings, &specs[i], place, row->experiment,
			      sizeof(row->experiment));
		count++;
	}
	return count;
}

size_t rows_list(const struct settings *settings, struct row rows[ROWS_MAX])
{
	size_t count;

	if (place_cpus() < 2)
		return list_place(settings, PLACE_SAME, "up-", rows);
	count = list_place(settings, PLACE_TWO, "", rows);
	return count + list_place(settings, PLACE_SAME, "one-", rows + count);
}

static int plan_spec(struct plan *plan, const struct spec *spec,
		     enum place place)
{
	switch (spec->kind) {
	case SIZED:
		return plan_sized(plan, spec->mode, spec->size, place);
	case GROUPS:
		return plan_groups(plan, place_of(spec, place));
	case SETUP:
		return plan_setup(plan);
	case MEMORY:
		return plan_memory(plan, MEMORY_PIPES);
	}
	return -1;
}

/* Whether any of the rows needs this. */
static bool needed(const struct plan *plan, const struct spec *spec,
		   enum place place, const struct row *rows, size_t count)
{
	char id[40];
	size_t i;

	experiment_of(&plan->settings, spec, place, id, sizeof(id));
	for (i = 0; i < count; i++)
		if (!strcmp(rows[i].experiment, id))
			return true;
	return false;
}

int rows_plan(struct plan *plan)
{
	static const enum place places[] = { PLACE_TWO, PLACE_SAME };
	struct row rows[ROWS_MAX];
	size_t i, j, count = rows_list(&plan->settings, rows);

	if (!count) {
		fail("\"kpipe bench --list\" names them",
		     "this machine has no such row");
		return -1;
	}
	for (i = 0; i < 2; i++)
		for (j = 0; j < ARRAY_SIZE(specs); j++)
			if (needed(plan, &specs[j], places[i], rows, count) &&
			    plan_spec(plan, &specs[j], places[i]))
				return -1;
	return 0;
}

struct estimate row_gain(const struct plan *plan, const struct row *row,
			 unsigned int who)
{
	const struct experiment *experiment = plan_find(plan, row->experiment);
	int base;

	if (experiment) {
		base = row->base ? experiment_find(experiment, row->base) : 0;
		if (base >= 0)
			return experiment_gain(experiment, who, base,
					       row->metric, NULL);
	}
	return (struct estimate){ NAN, NAN, NAN, 0 };
}

struct estimate row_result(const struct plan *plan, const struct row *row)
{
	return row_gain(plan, row, plan->settings.contestant_count > 1);
}
