// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the command line of kpipe bench.
 */
#include <stdlib.h>
#include <string.h>

#include "../bench/clock.h"
#include "benchargs.h"
#include "text.h"
#include "verbs.h"

/* Of options that have no letter. */
enum {
	KEY_ROWS = 256,
	KEY_ROW,
	KEY_ABLATION,
	KEY_CHECK,
	KEY_RATE,
	KEY_GROUPS,
	KEY_LIST,
	KEY_HTML,
	KEY_FROM,
	KEY_LIMIT
};

static const struct argp_option options[] = {
	{ "transport", 't', "NAME", 0,
	  "Measure this one; may be repeated, and the first is what the others are compared with",
	  0 },
	{ "size", 's', "SIZE,...", 0, "Sizes of messages, such as 64,4K,1M", 0 },
	{ "place", 'p', "two|same|free", 0,
	  "Where the two sides run; may be repeated", 0 },
	{ "runs", 'n', "N", 0, "Runs of each contestant (7)", 0 },
	{ "time", 'd', "MS", 0, "Length of a run in milliseconds (100)", 0 },
	{ "limit", KEY_LIMIT, "S", 0,
	  "A run that takes longer, in seconds, has failed (120)", 0 },
	{ "touch", 'T', "all|line|none", 0,
	  "How much of the data both sides touch and check (all)", 0 },
	{ "rate", KEY_RATE, "N", 0, "Messages per second of the rate mode (1000)",
	  0 },
	{ "groups", KEY_GROUPS, "N", 0, "Groups of 20 pairs (10)", 0 },
	{ "quick", 'q', NULL, 0, "Shorter runs, fewer sizes and transports", 0 },
	{ "rows", KEY_ROWS, NULL, 0,
	  "Measure the rows that kpipe is judged by", 0 },
	{ "row", KEY_ROW, "NAME", 0, "Only this row; may be repeated", 0 },
	{ "ablation", KEY_ABLATION, NULL, 0,
	  "Measure kpipe with each policy alone, and with all of them", 0 },
	{ "check", KEY_CHECK, "FILE", 0,
	  "Measure the rows and fail when one is lost that FILE has as reached",
	  0 },
	{ "verbose", 'v', NULL, 0,
	  "Without a terminal too, say what is measured", 0 },
	{ "list", KEY_LIST, NULL, 0, "List modes, transports and rows", 0 },
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "html", KEY_HTML, "FILE", 0, "Write a page with plots", 0 },
	{ "output", 'o', "BASE", 0,
	  "Write BASE.txt, BASE.json and BASE.html", 0 },
	{ "from", KEY_FROM, "FILE", 0,
	  "Measure nothing: with --html, make the page from that JSON", 0 },
	{ 0 },
};

/* One more in a list of words. */
static void add(const char **list, unsigned int *count, unsigned int most,
		const char *word, struct argp_state *state)
{
	if (*count == most)
		argp_error(state, "\"%s\" is one too many", word);
	list[(*count)++] = word;
}

static void add_sizes(struct settings *settings, char *list,
		      struct argp_state *state)
{
	char *word, *rest = NULL;

	for (word = strtok_r(list, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
		uint64_t size = text_parse_size(word);

		if (!size || size > 1 << 30)
			argp_error(state, "\"%s\" is no size from 1 to 1G",
				   word);
		if (settings->size_count == LIST_MAX)
			argp_error(state, "too many sizes");
		settings->sizes[settings->size_count++] = size;
	}
}

static void add_place(struct settings *settings, const char *name,
		      struct argp_state *state)
{
	if (settings->place_count == 3)
		argp_error(state, "too many places");
	if (!place_parse(name, &settings->places[settings->place_count++]))
		argp_error(state, "there is no place \"%s\"", name);
}

static unsigned long number(const char *text, unsigned long most,
			    struct argp_state *state)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (*end || !value || value > most)
		argp_error(state, "\"%s\" is no number from 1 to %lu", text,
			   most);
	return value;
}

/* What to measure. */
static error_t parse_load(int key, char *argument, struct argp_state *state,
			  struct settings *settings)
{
	switch (key) {
	case 't':
		add(settings->contestants, &settings->contestant_count,
		    CONTESTANTS_MAX, argument, state);
		return 0;
	case 's':
		add_sizes(settings, argument, state);
		return 0;
	case 'p':
		add_place(settings, argument, state);
		return 0;
	case 'n':
		settings->runs = number(argument, RUNS_MAX, state);
		return 0;
	case 'd':
		settings->run_ns = number(argument, 60000, state) * NS_PER_MS;
		return 0;
	case 'T':
		if (!touch_parse(argument, &settings->touch))
			argp_error(state, "touch all, line or none?");
		return 0;
	case 'q':
		settings->quick = true;
		return 0;
	case KEY_LIMIT:
		settings->limit = number(argument, 86400, state);
		return 0;
	case KEY_RATE:
		settings->rate = number(argument, 1000000, state);
		return 0;
	case KEY_GROUPS:
		settings->groups = number(argument, 100, state);
		return 0;
	case ARGP_KEY_ARG:
		add(settings->modes, &settings->mode_count, LIST_MAX, argument,
		    state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static void check_sense(const struct bench_call *call,
			struct argp_state *state)
{
	const struct settings *settings = &call->results.plan.settings;

	if (settings->rows && settings->mode_count)
		argp_error(state, "rows have their own modes");
	if (settings->ablation && (settings->contestant_count ||
				   settings->row_count || call->check))
		argp_error(state, "the ablation has its own transports and rows");
	if (call->from && !call->html)
		argp_error(state, "--from makes a page: say --html FILE");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct bench_call *call = state->input;
	struct settings *settings = &call->results.plan.settings;

	switch (key) {
	case KEY_ROW:
		add(settings->row_names, &settings->row_count, LIST_MAX,
		    argument, state);
		settings->rows = true;
		return 0;
	case KEY_CHECK:
		call->check = argument;
		settings->rows = true;
		return 0;
	case KEY_ABLATION:
		settings->ablation = true;
		settings->rows = true;
		return 0;
	case KEY_ROWS:
		settings->rows = true;
		return 0;
	case KEY_LIST:
		call->list = true;
		return 0;
	case 'v':
		call->verbose = true;
		return 0;
	case 'j':
		call->json = true;
		return 0;
	case 'o':
		call->output = argument;
		return 0;
	case KEY_HTML:
		call->html = argument;
		return 0;
	case KEY_FROM:
		call->from = argument;
		return 0;
	case ARGP_KEY_END:
		check_sense(call, state);
		return 0;
	}
	return parse_load(key, argument, state, settings);
}

const struct argp bench_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[MODE...]",
	.doc = "Compare ways to move bytes from one process to another: "
		"throughput, times, processor time, memory.\v"
		"The modes are: stream pingpong rate many groups setup memory "
		"scale. Without one, all of them.",
};
