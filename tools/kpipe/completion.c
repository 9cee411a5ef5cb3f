// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe completion: writes the completion script from the command table and
 * the options that each verb declares to argp.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "verbs.h"

static error_t parse(int key, char *argument, struct argp_state *state)
{
	if (key == ARGP_KEY_NO_ARGS)
		argp_error(state, "for which shell? bash is known");
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (state->arg_num > 0 || strcmp(argument, "bash"))
		argp_error(state, "only bash is known");
	return 0;
}

const struct argp completion_argp = {
	.parser = parse,
	.args_doc = "bash",
	.doc = "Print the completion script of a shell.\v"
		"For this shell:  eval \"$(kpipe completion bash)\"",
};

static void print_options(const struct argp_option *option)
{
	for (; option && (option->name || option->key); option++)
		if (option->name && !(option->flags & OPTION_HIDDEN))
			printf("--%s%s ", option->name,
			       option->arg ? "=" : "");
}

static void print_verb(const struct verb *verb)
{
	size_t i;

	printf("\t%s) words=\"", verb->name);
	print_options(verb->argp->options);
	printf("--help --usage --version");
	if (verb->main == completion_main)
		printf(" bash");
	for (i = 0; verb->main == help_main && i < verb_count; i++)
		printf(" %s", verbs[i].name);
	puts("\" ;;");
}

int completion_main(int argc, char **argv)
{
	size_t i;

	argp_parse(&completion_argp, argc, argv, 0, NULL, NULL);
	puts("# completion for kpipe, written by \"kpipe completion bash\"\n"
	     "_kpipe()\n{\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} words=\n"
	     "\tif ((COMP_CWORD == 1)); then");
	printf("\t\twords=\"--help --version");
	for (i = 0; i < verb_count; i++)
		printf(" %s", verbs[i].name);
	puts("\"\n\telse case ${COMP_WORDS[1]} in");
	for (i = 0; i < verb_count; i++)
		print_verb(&verbs[i]);
	puts("\tesac; fi\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "\tif [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi\n"
	     "}\n"
	     "complete -o default -F _kpipe kpipe");
	return EXIT_SUCCESS;
}
