// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe help: the list of verbs, or what "kpipe VERB --help" prints.
 */
#include <stdio.h>
#include <stdlib.h>

#include "say.h"
#include "verbs.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (state->arg_num > 0)
		argp_error(state, "one verb at a time");
	*(const char **)state->input = argument;
	return 0;
}

const struct argp help_argp = {
	.parser = parse,
	.args_doc = "[VERB]",
	.doc = "Explain a verb, or list all of them.",
};

int help_main(int argc, char **argv)
{
	const char *name = NULL;
	const struct verb *verb;
	char title[64];

	argp_parse(&help_argp, argc, argv, 0, NULL, &name);
	if (!name) {
		verbs_print();
		return EXIT_SUCCESS;
	}
	verb = verb_find(name);
	if (!verb) {
		fail("\"kpipe --help\" lists the verbs",
		     "there is no verb \"%s\"", name);
		return EXIT_USAGE;
	}
	snprintf(title, sizeof(title), "kpipe %s", name);
	return verb->main(2, (char *[]){ title, "--help", NULL });
}
