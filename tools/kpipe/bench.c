// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe bench: has tools/bench measure what benchargs.c has read from the
 * command line, shows how far it is, and writes the results where they belong.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../bench/clock.h"
#include "../bench/policies.h"
#include "benchargs.h"
#include "jsonout.h"
#include "say.h"
#include "verbs.h"

static struct {
	uint64_t began;
	unsigned int done, all;
	bool verbose;
} pace;

/* A terminal sees every run, a log every experiment. */
static void show_progress(const struct experiment *experiment,
			  unsigned int run, unsigned int who)
{
	double spent = (clock_ns() - pace.began) / 1e9;

	if (!isatty(STDERR_FILENO)) {
		if (pace.verbose && !run && !who)
			fprintf(stderr, "%u of %u, %.0f s: %s\n",
				pace.done + 1, pace.all, spent,
				experiment->id);
		return;
	}
	fprintf(stderr, "\r\033[K%s %s, %s, run %u of %u ... %.0f s",
		experiment->mode->name, experiment->title,
		experiment->who[who].name, run + 1, experiment->runs, spent);
	if (pace.done)
		fprintf(stderr, ", about %.0f more",
			spent * (pace.all - pace.done) / pace.done);
}

static unsigned int measure(struct plan *plan)
{
	unsigned int failures = 0;

	pace.began = clock_ns();
	pace.all = plan->count;
	for (pace.done = 0; pace.done < pace.all; pace.done++) {
		experiment_run(&plan->experiments[pace.done], show_progress);
		failures += plan->experiments[pace.done].failures;
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
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
	puts("policies, options of kpipe and kpipe-fifo, joined by , or +");
	for (i = 0; policy_word(i); i++)
		printf("    %-16s%s\n", policy_word(i), policy_summary(i));
	puts("floors");
	for (i = 0; i < floor_count; i++)
		printf("    %-16s%s\n", floors[i].name, floors[i].summary);
	puts("rows");
	results->row_count = rows_list(&results->plan.settings, results->rows);
	for (i = 0; i < results->row_count; i++)
		printf("    %-16s%s\n", results->rows[i].name,
		       results->rows[i].text);
}

static int prepare(struct bench_call *call)
{
	struct results *results = &call->results;
	const struct settings *settings = &results->plan.settings;
	struct utsname kernel;
	size_t i;

	if (plan_make(&results->plan))
		return EXIT_USAGE;
	machine_learn(results->facts);
	if (!settings->rows)
		return EXIT_SUCCESS;
	results->row_count = rows_list(settings, results->rows);
	for (i = 0; i < ROWS_MAX; i++) {
		results->promises[i].at_least = NAN;
		results->promises[i].aim = NAN;
	}
	uname(&kernel);
	if (call->check && promises_read(call->check, kernel.release,
					 results->rows, results->row_count,
					 results->promises))
		return EXIT_FAILURE;
	return EXIT_SUCCESS;
}

static void show_text(FILE *to, const struct results *results)
{
	report_table(to, results);
	if (results->plan.settings.ablation)
		report_ablation(to, results);
	else if (results->row_count)
		report_rows(to, results);
}

static FILE *open_result(const char *base, const char *suffix, char *path,
			 size_t size)
{
	FILE *file;

	snprintf(path, size, "%s%s", base, suffix);
	file = fopen(path, "w");
	if (!file)
		fail("choose a folder that is there and can be written to",
		     "cannot write %s: %s", path, strerror(errno));
	return file;
}

static int close_result(FILE *file, const char *path)
{
	int error = ferror(file);

	if (fclose(file) || error)
		return fail("look at where it goes: the disk may be full",
			    "cannot write %s: %s", path, strerror(errno));
	return EXIT_SUCCESS;
}

static int save_page(const char *base, const char *suffix,
		     struct json_object *json)
{
	char path[4096];
	FILE *file = open_result(base, suffix, path, sizeof(path));

	if (!file)
		return EXIT_FAILURE;
	report_page(file, json);
	return close_result(file, path);
}

static int save_all(const struct bench_call *call, struct json_object *json)
{
	char path[4096];
	FILE *file = open_result(call->output, ".txt", path, sizeof(path));

	if (!file)
		return EXIT_FAILURE;
	show_text(file, &call->results);
	if (close_result(file, path))
		return EXIT_FAILURE;
	file = open_result(call->output, ".json", path, sizeof(path));
	if (!file)
		return EXIT_FAILURE;
	json_print(file, json_object_get(json));
	if (close_result(file, path))
		return EXIT_FAILURE;
	return save_page(call->output, ".html", json);
}

/* Everything that was asked for; each of them is tried. */
static int show(const struct bench_call *call)
{
	struct json_object *json = report_json(&call->results);
	int status = EXIT_SUCCESS;

	if (call->output)
		status |= save_all(call, json);
	if (call->html)
		status |= save_page(call->html, "", json);
	if (call->json)
		json_print(stdout, json_object_get(json));
	else
		show_text(stdout, &call->results);
	json_object_put(json);
	return status;
}

/* The page of a bench of another time. */
static int convert(const struct bench_call *call)
{
	struct json_object *json = json_object_from_file(call->from);
	int status;

	if (!json || !json_object_object_get_ex(json, "kpipe_bench", NULL))
		return fail("name a file that \"kpipe bench -j\" has written",
			    "%s: no results of a bench", call->from);
	status = save_page(call->html, "", json);
	json_object_put(json);
	return status;
}

/* How many rows do not hold any more what they did; also says so. */
static unsigned int lost(const struct results *results)
{
	const struct promise *promise = results->promises;
	unsigned int count = 0;
	enum verdict verdict;
	struct estimate gain;
	char text[48];
	size_t i;

	for (i = 0; i < results->row_count; i++, promise++) {
		gain = row_result(&results->plan, &results->rows[i]);
		verdict = verdict_of(promise, &gain);
		if (!verdict_is_failure(promise, verdict))
			continue;
		count++;
		metric_gain_print(text, sizeof(text), &gain);
		fail(verdict == VERDICT_UNCLEAR
		     ? "measure it while the machine does nothing else"
		     : "see what has changed since it was reached",
		     "%s: %s, at least %.3g was reached, now %s",
		     verdict_name(verdict), results->rows[i].name,
		     promise->at_least, text);
	}
	return count;
}

int bench_main(int argc, char **argv)
{
	struct bench_call *call = calloc(1, sizeof(*call));
	int status = EXIT_SUCCESS;

	if (!call)
		return fail(NULL, "no memory");
	argp_parse(&bench_argp, argc, argv, 0, NULL, call);
	if (call->list)
		list_all(&call->results);
	else if (call->from)
		status = convert(call);
	else
		status = prepare(call);
	if (!status && !call->list && !call->from) {
		pace.verbose = call->verbose;
		if (measure(&call->results.plan))
			status = EXIT_FAILURE;
		status |= show(call);
		if (lost(&call->results))
			status = EXIT_FAILURE;
	}
	free(call);
	return status;
}
