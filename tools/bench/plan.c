// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decides what is measured when little or nothing is asked for.
 */
#include <string.h>

#include "array.h"
#include "clock.h"
#include "plan.h"
#include "rows.h"
#include "say.h"
#include "sizes.h"

static int add_sizes(struct plan *plan, const struct mode *mode,
		     const size_t *sizes, unsigned int count)
{
	const struct settings *settings = &plan->settings;
	unsigned int i, j;

	if (settings->size_count) {
		sizes = settings->sizes;
		count = settings->size_count;
	}
	for (i = 0; i < settings->place_count; i++)
		for (j = 0; j < count; j++)
			if (plan_sized(plan, mode, sizes[j],
				       settings->places[i]))
				return -1;
	return 0;
}

static int add_stream(struct plan *plan)
{
	static const size_t all[] = { 1, 64, 512, 4 * KIB, 16 * KIB, 64 * KIB,
				      256 * KIB, MIB };
	static const size_t few[] = { 64, 4 * KIB, 64 * KIB, MIB };

	return plan->settings.quick ? add_sizes(plan, &mode_stream, few, 4)
				    : add_sizes(plan, &mode_stream, all, 8);
}

static int add_pingpong(struct plan *plan)
{
	static const size_t all[] = { 1, 4 * KIB, 64, 64 * KIB };

	return add_sizes(plan, &mode_pingpong, all,
			 plan->settings.quick ? 2 : 4);
}

static int add_rate(struct plan *plan)
{
	static const size_t size = 64;

	return add_sizes(plan, &mode_rate, &size, 1);
}

static int add_many(struct plan *plan)
{
	static const unsigned int counts[][2] = { { 4, 4 }, { 8, 1 }, { 1, 8 } };
	unsigned int i;

	for (i = 0; i < (plan->settings.quick ? 1 : 3); i++)
		if (plan_many(plan, counts[i][0], counts[i][1], PLACE_FREE))
			return -1;
	return 0;
}

static int add_groups(struct plan *plan)
{
	return plan_groups(plan, PLACE_FREE);
}

static int add_memory(struct plan *plan)
{
	static const unsigned int counts[] = { 1000, 1, 10, 100, 10000,
					       100000 };
	unsigned int i;

	for (i = 0; i < (plan->settings.quick ? 1 : 6); i++)
		if (plan_memory(plan, counts[i]))
			return -1;
	return 0;
}

static int add_scale(struct plan *plan)
{
	unsigned int pairs, most = plan->settings.quick ? 4 : 16;

	for (pairs = 1; pairs <= most; pairs *= 2)
		if (plan_pairs(plan, 4 * KIB, pairs))
			return -1;
	return 0;
}

static const struct part {
	const char *name, *summary;
	int (*add)(struct plan *plan);
} parts[] = {
	{ "stream", "one way, as fast as it goes", add_stream },
	{ "pingpong", "there and back, one message at a time", add_pingpong },
	{ "rate", "messages at fixed times", add_rate },
	{ "many", "several writers and readers on one channel", add_many },
	{ "groups", "as hackbench", add_groups },
	{ "setup", "channels made and destroyed", plan_setup },
	{ "memory", "what a channel costs", add_memory },
	{ "scale", "several streams at the same time", add_scale },
};

const char *plan_mode(size_t i)
{
	return i < ARRAY_SIZE(parts) ? parts[i].name : NULL;
}

const char *plan_mode_summary(size_t i)
{
	return parts[i].summary;
}

static const struct part *part_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strcmp(parts[i].name, name))
			return &parts[i];
	return NULL;
}

static void fill_in(struct settings *settings)
{
	static const char *const usual[] = { "pipe", "kpipe", "fifo",
					     "kpipe-fifo" };
	bool few = settings->quick || settings->rows;
	unsigned int i;

	if (settings->ablation)
		ablation_settings(settings);
	if (!settings->contestant_count)
		for (i = 0; i < (few ? 2 : 4); i++)
			settings->contestants[settings->contestant_count++] =
				usual[i];
	if (!settings->place_count) {
		settings->places[settings->place_count++] = PLACE_TWO;
		settings->places[settings->place_count++] = PLACE_SAME;
	}
	if (!settings->runs)
		settings->runs = 7;
	if (!settings->limit)
		settings->limit = 120;
	if (!settings->run_ns)
		settings->run_ns = (few ? 50 : 100) * NS_PER_MS;
	if (settings->rate == 0)
		settings->rate = 1000;
	if (!settings->groups)
		settings->groups = settings->quick && !settings->rows ? 2 : 10;
}

/* What makes no sense is refused at once; what is not there, is missing. */
static int check_options(const struct settings *settings)
{
	struct bench_channel channel = { 0 };
	unsigned int i;

	for (i = 0; i < settings->contestant_count; i++) {
		channel.transport = transport_find(settings->contestants[i],
						   &channel.options);
		if (!channel.transport || !channel_options(&channel))
			continue;
		fail("see OPTIONS in kpipe-bench(1)", "%s", channel.problem);
		return -1;
	}
	return 0;
}

int plan_make(struct plan *plan)
{
	struct settings *settings = &plan->settings;
	const struct part *part;
	unsigned int i;

	fill_in(settings);
	if (check_options(settings))
		return -1;
	if (settings->rows)
		return rows_plan(plan);
	for (i = 0; i < settings->mode_count; i++) {
		part = part_find(settings->modes[i]);
		if (!part) {
			fail("\"kpipe bench --list\" names them",
			     "there is no mode \"%s\"", settings->modes[i]);
			return -1;
		}
		if (part->add(plan))
			return -1;
	}
	for (i = 0; !settings->mode_count && i < ARRAY_SIZE(parts); i++)
		if (parts[i].add(plan))
			return -1;
	return 0;
}
