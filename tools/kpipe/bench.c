// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe bench: reads the options, has tools/bench measure, prints.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../bench/clock.h"
#include "../bench/report.h"
#include "jsonout.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

struct call {
	struct results *results;
	bool json, list;
	const char *check;
};

enum { KEY_ROWS = 256, KEY_ROW, KEY_CHECK, KEY_RATE, KEY_GROUPS, KEY_LIST };

static const struct argp_option options[] = {
	{ "transport", 't', "NAME", 0,
	  "Measure this one; may be repeated, and the first is what the others are compared with",
	  0 },
	{ "size", 's', "SIZE,...", 0, "Sizes of messages, such as 64,4K,1M", 0 },
	{ "place", 'p', "two|same|free", 0,
	  "Where the two sides run; may be repeated", 0 },
	{ "runs", 'n', "N", 0, "Runs of each contestant (7)", 0 },
	{ "time", 'd', "MS", 0, "Length of a run in milliseconds (100)", 0 },
	{ "touch", 'T', "all|line|none", 0,
	  "How much of the data both sides touch and check (all)", 0 },
	{ "rate", KEY_RATE, "N", 0, "Messages per second of the rate mode (1000)",
	  0 },
	{ "groups", KEY_GROUPS, "N", 0, "Groups of 20 pairs (10)", 0 },
	{ "quick", 'q', NULL, 0, "Shorter runs, fewer sizes and transports", 0 },
	{ "rows", KEY_ROWS, NULL, 0,
	  "Measure the rows that kpipe is judged by", 0 },
	{ "row", KEY_ROW, "NAME", 0, "Only this row; may be repeated", 0 },
	{ "check", KEY_CHECK, "FILE", 0,
	  "Measure the rows and fail when one is lost that FILE has as reached",
	  0 },
	{ "list", KEY_LIST, NULL, 0, "List modes, transports and rows", 0 },
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 },
};

static void parse_sizes(struct settings *settings, char *list,
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

static unsigned long parse_number(const char *text, unsigned long most,
				  struct argp_state *state)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (*end || !number || number > most)
		argp_error(state, "\"%s\" is no number from 1 to %lu", text,
			   most);
	return number;
}

static void parse_place(struct settings *settings, const char *name,
			struct argp_state *state)
{
	if (settings->place_count == 3)
		argp_error(state, "too many places");
	if (!place_parse(name, &settings->places[settings->place_count++]))
		argp_error(state, "there is no place \"%s\"", name);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct call *call = state->input;
	struct settings *settings = &call->results->plan.settings;

	switch (key) {
	case 't':
		if (settings->contestant_count == CONTESTANTS_MAX)
			argp_error(state, "too many transports");
		settings->contestants[settings->contestant_count++] = argument;
		return 0;
	case 's':
		parse_sizes(settings, argument, state);
		return 0;
	case 'p':
		parse_place(settings, argument, state);
		return 0;
	case 'n':
		settings->runs = parse_number(argument, RUNS_MAX, state);
		return 0;
	case 'd':
		settings->run_ns = parse_number(argument, 60000, state) *
			NS_PER_MS;
		return 0;
	case 'T':
		if (!touch_parse(argument, &settings->touch))
			argp_error(state, "touch all, line or none?");
		return 0;
	case 'q':
		settings->quick = true;
		return 0;
	case 'j':
		call->json = true;
		return 0;
	case KEY_RATE:
		settings->rate = parse_number(argument, 1000000, state);
		return 0;
	case KEY_GROUPS:
		settings->groups = parse_number(argument, 100, state);
		return 0;
	case KEY_CHECK:
		call->check = argument;
		settings->rows = true;
		return 0;
	case KEY_ROW:
		if (settings->row_count == LIST_MAX)
			argp_error(state, "too many rows");
		settings->row_names[settings->row_count++] = argument;
		settings->rows = true;
		return 0;
	case KEY_ROWS:
		settings->rows = true;
		return 0;
	case KEY_LIST:
		call->list = true;
		return 0;
	case ARGP_KEY_ARG:
		if (settings->mode_count == LIST_MAX)
			argp_error(state, "too many modes");
		settings->modes[settings->mode_count++] = argument;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
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

static void show_progress(const struct experiment *experiment,
			  unsigned int run, unsigned int who)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s, run %u of %u: %s",
			experiment->title, run + 1, experiment->runs,
			experiment->who[who].name);
}

static void end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

static unsigned int measure(struct plan *plan)
{
	unsigned int i, failures = 0;

	for (i = 0; i < plan->count; i++) {
		experiment_run(&plan->experiments[i], show_progress);
		failures += plan->experiments[i].failures;
	}
	end_progress();
	return failures;
}

static void list_all(struct results *results)
{
	const struct bench_transport *transport;
	size_t i;

	puts("modes");
	for (i = 0; plan_mode(i); i++)
		printf("    %-16s%s\n", plan_mode(i), plan_mode_summary(i));
	puts("transports");
	for (i = 0; (transport = transport_nth(i)); i++)
		if (!transport->hidden)
			printf("    %-16s%s\n", transport->name,
			       transport->summary);
	puts("floors");
	for (i = 0; i < floor_count; i++)
		printf("    %-16s%s\n", floors[i].name, floors[i].summary);
	puts("rows");
	results->row_count = rows_list(&results->plan.settings, results->rows);
	for (i = 0; i < results->row_count; i++)
		printf("    %-16s%s\n", results->rows[i].name,
		       results->rows[i].text);
}

static int prepare(struct call *call)
{
	struct results *results = call->results;
	const struct settings *settings = &results->plan.settings;
	struct utsname kernel;
	size_t i;

	if (plan_make(&results->plan))
		return -1;
	machine_learn(results->facts);
	if (!settings->rows)
		return 0;
	results->row_count = rows_list(settings, results->rows);
	for (i = 0; i < ROWS_MAX; i++)
		results->promises[i].at_least = results->promises[i].aim = NAN;
	uname(&kernel);
	return call->check ? promises_read(call->check, kernel.release,
					   results->rows, results->row_count,
					   results->promises) : 0;
}

static void show(const struct call *call)
{
	if (call->json) {
		json_print(stdout, report_json(call->results));
		return;
	}
	report_table(stdout, call->results);
	if (call->results->row_count)
		report_rows(stdout, call->results);
}

/* How many rows are lost; also says so. */
static unsigned int lost(const struct results *results)
{
	unsigned int count = 0;
	struct estimate gain;
	size_t i;

	for (i = 0; i < results->row_count; i++) {
		gain = row_gain(&results->plan, &results->rows[i]);
		if (row_verdict(&results->promises[i], &gain) != VERDICT_LOST)
			continue;
		count++;
		fail("see what changed since it was reached",
		     "lost: %s, at least %.3g was reached, now %.3g [%.3g, %.3g]",
		     results->rows[i].name, results->promises[i].at_least,
		     gain.median, gain.low, gain.high);
	}
	return count;
}

int bench_main(int argc, char **argv)
{
	struct call call = { .results = calloc(1, sizeof(*call.results)) };
	unsigned int failures;

	if (!call.results)
		return fail(NULL, "no memory");
	argp_parse(&bench_argp, argc, argv, 0, NULL, &call);
	if (call.list) {
		list_all(call.results);
		return EXIT_SUCCESS;
	}
	if (prepare(&call))
		return EXIT_FAILURE;
	failures = measure(&call.results->plan);
	show(&call);
	failures += lost(call.results);
	free(call.results);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
