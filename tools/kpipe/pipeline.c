// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe pipeline: joins shell commands by kpipe pipes, or by ordinary ones
 * for comparison, and runs them as a shell would.
 */
#include <stdlib.h>

#include "pipeline.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

enum { KEY_NATIVE = 256, KEY_SIZE, KEY_STATS };

static const struct argp_option options[] = {
	{ "native", KEY_NATIVE, NULL, 0, "Join by ordinary pipes", 0 },
	{ "size", KEY_SIZE, "BYTES", 0,
	  "Capacity of each pipe; K, M and G may follow", 0 },
	{ "stats", KEY_STATS, NULL, 0,
	  "At the end say on standard error what went through each pipe", 0 },
	{ "json", 'j', NULL, 0, "Print these statistics as JSON", 0 },
	{ 0 },
};

static void add_stage(struct pipeline *line, const char *command,
		      struct argp_state *state)
{
	struct stage *stages;

	stages = reallocarray(line->stages, line->count + 1, sizeof(*stages));
	if (!stages)
		argp_failure(state, EXIT_NOT_STARTED, 0, "no memory");
	line->stages = stages;
	stages[line->count++] = (struct stage) { .command = command };
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct pipeline *line = state->input;

	switch (key) {
	case KEY_NATIVE:
		line->native = true;
		return 0;
	case KEY_SIZE:
		line->size = text_parse_size(argument);
		if (!line->size)
			argp_error(state, "no size: '%s'", argument);
		return 0;
	case 'j':
		line->json = true;
		line->stats = true;
		return 0;
	case KEY_STATS:
		line->stats = true;
		return 0;
	case ARGP_KEY_ARG:
		add_stage(line, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which commands?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp pipeline_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "COMMAND [COMMAND...]",
	.doc = "Join shell commands by kpipe pipes and run them."
		"\vEach COMMAND is a command of sh(1), so it usually stands "
		"in quotes:\n\n"
		"  kpipe pipeline 'tar c /usr/share/doc' 'gzip -1' sha256sum"
		"\n\nThe exit status is that of the rightmost command that "
		"failed, else 0; 128+n for a command that signal n ended; "
		"125 when nothing was started.",
};

static int run(struct pipeline *line)
{
	int status;

	line->joints = calloc(line->count, sizeof(*line->joints));
	if (!line->joints) {
		fail(NULL, "cannot start: no memory");
		return EXIT_NOT_STARTED;
	}
	status = joints_make(line);
	if (!status)
		status = stages_run(line);
	if (status)
		return status;
	if (line->stats) {
		joints_look(line);
		pipeline_report(line);
	}
	return pipeline_status(line);
}

int pipeline_main(int argc, char **argv)
{
	struct pipeline line = { 0 };
	int status;

	argp_parse(&pipeline_argp, argc, argv, 0, NULL, &line);
	status = run(&line);
	free(line.joints);
	free(line.stages);
	return status;
}
