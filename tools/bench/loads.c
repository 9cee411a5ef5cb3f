// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts single loads into the plan. Their ids say all of them: mode, size,
 * place, numbers; rows.c and expected.tsv rely on these.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "plan.h"
#include "say.h"
#include "sizes.h"

#define SEED 0x5bd1e9955bd1e995ULL

/* An open loop needs many messages before its slowest hundredth means much. */
#define RATE_TIMES 10

const struct experiment *plan_find(const struct plan *plan, const char *id)
{
	unsigned int i;

	for (i = 0; i < plan->count; i++)
		if (!strcmp(plan->experiments[i].id, id))
			return &plan->experiments[i];
	return NULL;
}

static struct experiment *fresh(struct plan *plan, const struct mode *mode,
				enum place place)
{
	const struct settings *settings = &plan->settings;
	struct experiment *new = &plan->experiments[plan->count];

	*new = (struct experiment){ .mode = mode, .runs = settings->runs };
	new->job = (struct job){
		.place = place,
		.pairs = 1,
		.rate = settings->rate,
		.warm_ns = settings->run_ns / 4,
		.run_ns = settings->run_ns,
		.limit = settings->limit,
		.pattern = { settings->touch, SEED },
	};
	return new;
}

__attribute__((format(printf, 2, 3)))
static void name(struct experiment *new, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(new->id, sizeof(new->id), format, arguments);
	va_end(arguments);
}

static void add_floors(struct experiment *to)
{
	size_t i;

	for (i = 0; i < floor_count; i++)
		if (floors[i].mode == to->mode && to->job.pairs == 1)
			experiment_add(to, floors[i].name);
}

/* Takes the experiment that was made last into the plan. */
static int take(struct plan *plan, struct experiment *new)
{
	const struct settings *settings = &plan->settings;
	unsigned int i;

	if (plan_find(plan, new->id))
		return 0;
	if (plan->count == EXPERIMENTS_MAX - 1)
		return fail("ask for fewer sizes or modes",
			    "too many experiments") ? -1 : 0;
	for (i = 0; i < settings->contestant_count; i++)
		if (experiment_add(new, settings->contestants[i]))
			return fail("\"kpipe bench --list\" names them",
				    "there is no transport \"%s\"",
				    settings->contestants[i]) ? -1 : 0;
	add_floors(new);
	plan->count++;
	return 0;
}

int plan_sized(struct plan *plan, const struct mode *mode, size_t size,
	       enum place place)
{
	struct experiment *new = fresh(plan, mode, place);
	char brief[24];

	size_short(brief, sizeof(brief), size);
	name(new, "%s-%s-%s", mode->name, brief, place_name(place));
	size_long(new->title, sizeof(new->title), size);
	new->job.size = size;
	if (mode == &mode_rate) {
		new->job.run_ns *= RATE_TIMES;
		new->job.warm_ns = new->job.run_ns / 10;
	}
	return take(plan, new);
}

int plan_pairs(struct plan *plan, size_t size, unsigned int pairs)
{
	struct experiment *new = fresh(plan, &mode_stream, PLACE_FREE);
	char brief[24], words[24];

	size_short(brief, sizeof(brief), size);
	size_long(words, sizeof(words), size);
	name(new, "stream-%s-free-x%u", brief, pairs);
	snprintf(new->title, sizeof(new->title), "%u x %s", pairs, words);
	new->job.size = size;
	new->job.pairs = pairs;
	return take(plan, new);
}

int plan_many(struct plan *plan, unsigned int writers, unsigned int readers,
	      enum place place)
{
	struct experiment *new = fresh(plan, &mode_many, place);

	name(new, "many-%ux%u-%s", writers, readers, place_name(place));
	snprintf(new->title, sizeof(new->title), "%u to %u", writers, readers);
	new->job.size = 64;
	new->job.writers = writers;
	new->job.readers = readers;
	return take(plan, new);
}

int plan_groups(struct plan *plan, enum place place)
{
	struct experiment *new = fresh(plan, &mode_groups, place);

	new->job.size = 100;
	new->job.groups = plan->settings.groups;
	new->job.fan = 20;
	new->job.loops = 10;
	name(new, "groups-%ux%u-%s", new->job.groups, new->job.fan,
	     place_name(place));
	snprintf(new->title, sizeof(new->title), "%u x %u", new->job.groups,
		 new->job.fan);
	return take(plan, new);
}

int plan_setup(struct plan *plan)
{
	struct experiment *new = fresh(plan, &mode_setup, PLACE_SAME);

	name(new, "setup");
	snprintf(new->title, sizeof(new->title), "channels");
	return take(plan, new);
}

int plan_memory(struct plan *plan, unsigned int pipes)
{
	struct experiment *new = fresh(plan, &mode_memory, PLACE_SAME);

	name(new, "memory-%u", pipes);
	snprintf(new->title, sizeof(new->title), "%u", pipes);
	new->job.pipes = pipes;
	return take(plan, new);
}
