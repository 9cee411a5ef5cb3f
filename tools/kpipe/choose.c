// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe choose: reads what is needed, lets every transport of the library be
 * judged, measures those that fit, and puts them in order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "choose.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

/* What all measuring together takes, and the least that is worth it. */
#define BUDGET KP_SECONDS(2)
#define SHARE_LEAST KP_MS(50)
/* What the program has room for twice, for each transport. */
#define SIZE_MOST ((uint64_t)64 << 20)

#define NEED_KEY(id, ...) KEY_##id,
#define NEED_OPTION(id, name, what, help, question) \
	{ name, KEY_##id, NULL, 0, help, 2 },

enum {
	KEY_RANK = 256,
	KEY_NO_MEASURE,
	KEY_NEEDS,
	KEY_BEFORE_NEEDS = KEY_NEEDS - 1,
	CHOOSE_NEEDS(NEED_KEY, NEED_KEY)
};

struct call {
	struct needs needs;
	enum order order;
	bool needs_told, no_measure, json;
};

static const struct argp_option options[] = {
	{ "peers", 'p', "WHO", 0, "related, strangers or network", 1 },
	{ "kind", 'k', "WHAT", 0,
	  "stream, messages or doorbell, which carries a small value or nothing",
	  1 },
	{ "size", 's', "SIZE", 0,
	  "Bytes of a message, of a write, or of a doorbell's value", 1 },
	CHOOSE_NEEDS(NEED_OPTION, NEED_OPTION)
	{ "rank", KEY_RANK, "round-trip|rate", 0,
	  "The figure that counts (round-trip)", 3 },
	{ "no-measure", KEY_NO_MEASURE, NULL, 0,
	  "Measure nothing: the fewer things to mind, the better", 3 },
	{ "json", 'j', NULL, 0, "Print JSON; asks nothing", 3 },
	{ 0 },
};

static error_t parse_need(int key, char *argument, struct argp_state *state,
			  struct needs *needs)
{
	switch (key) {
	case 'p':
		if (!needs_peers(needs, argument))
			argp_error(state, "the peers are related, strangers or network, not \"%s\"",
				   argument);
		return 0;
	case 'k':
		if (!needs_kind(needs, argument))
			argp_error(state, "the kind is stream, messages or doorbell, not \"%s\"",
				   argument);
		return 0;
	case 's':
		needs->size = text_parse_size(argument);
		if (!needs->size || needs->size > SIZE_MOST)
			argp_error(state, "\"%s\" is no size from 1 to 64M",
				   argument);
		return 0;
	}
	if (key < KEY_NEEDS || key >= KEY_NEEDS + (int)yes_or_no_count)
		return ARGP_ERR_UNKNOWN;
	needs_set(needs, &yes_or_no[key - KEY_NEEDS]);
	return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct call *call = state->input;
	error_t error;

	switch (key) {
	case 'j':
		call->json = true;
		return 0;
	case KEY_NO_MEASURE:
		call->no_measure = true;
		return 0;
	case KEY_RANK:
		if (strcmp(argument, "rate") && strcmp(argument, "round-trip"))
			argp_error(state, "rank by round-trip or by rate, not \"%s\"",
				   argument);
		call->order = strcmp(argument, "rate") ? BY_ROUND_TRIP
						       : BY_RATE;
		return 0;
	}
	error = parse_need(key, argument, state, &call->needs);
	call->needs_told |= !error;
	return error;
}

const struct argp choose_argp = {
	.options = options,
	.parser = parse,
	.doc = "Say which transport fits, from the best to the last, why, and "
		"why the others do not. Without a need, and on a terminal, "
		"asks.\vThe figures are measured now, on this machine, in "
		"about two seconds. The exit status is 1 when no transport "
		"fits.",
};

/* Two measured ones by the figure that counts, one that could be measured
 * before one that could not, and else by how much there is to mind.
 */
static double cost_of(const struct candidate *candidate, enum order order)
{
	const struct figures *figures = &candidate->figures;

	if (order == BY_RATE && figures->rate > 0)
		return 1 / figures->rate;
	return figures->round_trip;
}

static int compare(const void *left, const void *right, void *order)
{
	const struct candidate *a = left, *b = right;
	double x, y;

	if (!a->against.count != !b->against.count)
		return a->against.count ? 1 : -1;
	if (a->against.count)
		return a->place < b->place ? -1 : 1;
	if (!a->figures.error != !b->figures.error)
		return a->figures.error ? 1 : -1;
	x = cost_of(a, *(enum order *)order);
	y = cost_of(b, *(enum order *)order);
	if (x != y)
		return x < y ? -1 : 1;
	if (a->mind.count != b->mind.count)
		return a->mind.count < b->mind.count ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static void count_fitting(struct answer *answer)
{
	size_t i;

	answer->fitting = 0;
	for (i = 0; i < answer->count; i++)
		answer->fitting += !answer->candidates[i].against.count;
}

static void measure_all(struct answer *answer, const struct needs *needs)
{
	bool shown = isatty(STDERR_FILENO);
	int64_t share = BUDGET / (int64_t)(answer->fitting + !answer->fitting);
	size_t i, done = 0;

	if (share < SHARE_LEAST)
		share = SHARE_LEAST;
	for (i = 0; i < answer->count; i++) {
		struct candidate *one = &answer->candidates[i];

		if (one->against.count)
			continue;
		if (shown)
			fprintf(stderr, "\r\033[Kmeasuring %zu of %zu: %s",
				++done, answer->fitting, one->info->name);
		choose_measure(one, needs, share);
		if (one->figures.error == -EMSGSIZE)
			reasons_add(&one->against,
				    "this machine lets no message be that long");
	}
	if (shown)
		fputs("\r\033[K", stderr);
	count_fitting(answer);
}

static size_t count_transports(void)
{
	size_t count = 0;

	while (kp_transport_nth(count))
		count++;
	return count;
}

static int choose(struct call *call, struct answer *answer)
{
	size_t i;

	for (i = 0; i < answer->count; i++) {
		answer->candidates[i].info = kp_transport_nth(i);
		answer->candidates[i].place = i;
		choose_judge(&answer->candidates[i], &call->needs);
	}
	count_fitting(answer);
	if (answer->measured)
		measure_all(answer, &call->needs);
	qsort_r(answer->candidates, answer->count, sizeof(struct candidate),
		compare, &call->order);
	if (call->json)
		choose_print_json(answer);
	else
		choose_print(answer);
	return answer->fitting ? EXIT_SUCCESS : EXIT_FAILURE;
}

int choose_main(int argc, char **argv)
{
	struct call call = { 0 };
	struct answer answer = { .needs = &call.needs };
	int status;

	argp_parse(&choose_argp, argc, argv, 0, NULL, &call);
	if (!call.needs_told && !call.json && isatty(STDIN_FILENO) &&
	    isatty(STDOUT_FILENO) && !choose_ask(&call.needs))
		return fail("answer, or say it by options: kpipe choose --help",
			    "the questions were not answered");
	answer.count = count_transports();
	answer.order = call.order;
	answer.measured = !call.no_measure;
	answer.candidates = calloc(answer.count, sizeof(struct candidate));
	if (!answer.candidates)
		return fail(NULL, "cannot compare the transports: no memory");
	status = choose(&call, &answer);
	free(answer.candidates);
	return status;
}
