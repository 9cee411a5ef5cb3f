// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe: finds the verb in the command table and runs it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "verbs.h"

const char *argp_program_version = "kpipe " KPIPE_VERSION;

static int unknown(const char *word)
{
	const struct verb *nearest = verb_nearest(word);

	fprintf(stderr, "kpipe: there is no verb \"%s\"", word);
	if (nearest)
		fprintf(stderr, "; did you mean \"%s\"?", nearest->name);
	fputs("\n  what to do: \"kpipe --help\" lists the verbs\n", stderr);
	return EXIT_USAGE;
}

static int run(const struct verb *verb, int argc, char **argv)
{
	static char name[64];

	/* Messages of argp and of fail() begin with both words. */
	snprintf(name, sizeof(name), "kpipe %s", verb->name);
	argv[0] = name;
	program_invocation_name = name;
	program_invocation_short_name = name;
	return verb->main(argc, argv);
}

/* Output that did not reach its reader is a failure, whatever the verb says. */
static int finish(int status)
{
	if (!ferror(stdout) && !fflush(stdout))
		return status;
	fail("look at where the output goes: the disk may be full",
	     "cannot write the output: %s", strerror(errno));
	return status ? status : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const struct verb *verb;
	const char *word = argv[1];

	setlocale(LC_ALL, "");
	/* Lines of several processes must not mix. */
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	program_invocation_name = "kpipe";
	argp_err_exit_status = EXIT_USAGE;
	if (!word) {
		fail("\"kpipe --help\" lists the verbs", "which verb?");
		return EXIT_USAGE;
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
		verbs_print();
		return finish(EXIT_SUCCESS);
	}
	if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
		puts(argp_program_version);
		return finish(EXIT_SUCCESS);
	}
	verb = verb_find(word);
	if (!verb)
		return unknown(word);
	return finish(run(verb, argc - 1, argv + 1));
}
