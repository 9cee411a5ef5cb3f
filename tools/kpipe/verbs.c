// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks verbs up in the command table, guesses what was meant, lists them.
 */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "verbs.h"

#define VERB_ENTRY(name, summary)					\
	{ #name, summary, &name##_argp, name##_main },

const struct verb verbs[] = {
	KPIPE_VERBS(VERB_ENTRY)
};

const size_t verb_count = ARRAY_SIZE(verbs);

/* Longer words than this are nobody's typing error. */
#define WORD_MAX 24

static int least(int a, int b, int c)
{
	int smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* Letters to insert, delete or replace until one word is the other. */
static int distance(const char *from, const char *to)
{
	int columns = (int)strlen(to), row[WORD_MAX + 1];
	int corner, above, i;

	for (i = 0; i <= columns; i++)
		row[i] = i;
	for (; *from; from++) {
		corner = row[0]++;
		for (i = 1; i <= columns; i++) {
			above = row[i];
			row[i] = least(above + 1, row[i - 1] + 1,
				       corner + (*from != to[i - 1]));
			corner = above;
		}
	}
	return row[columns];
}

const struct verb *verb_find(const char *name)
{
	size_t i;

	for (i = 0; i < verb_count; i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

const struct verb *verb_nearest(const char *name)
{
	const struct verb *nearest = NULL;
	int far, best = 4;
	size_t i;

	if (strlen(name) > WORD_MAX)
		return NULL;
	for (i = 0; i < verb_count; i++) {
		/* A beginning such as "comp" is near, whatever is missing. */
		far = strncmp(verbs[i].name, name, strlen(name)) ?
			distance(name, verbs[i].name) : 1;
		if (far < best) {
			best = far;
			nearest = &verbs[i];
		}
	}
	return nearest;
}

void verbs_print(void)
{
	size_t i;

	puts("Usage: kpipe VERB [ARGUMENT...]\n"
	     "Make, run and watch pipes of the kpipe kernel module.\n");
	for (i = 0; i < verb_count; i++)
		printf("  %-11s %s\n", verbs[i].name, verbs[i].summary);
	puts("\n  --help      print this list\n"
	     "  --version   print the version\n\n"
	     "\"kpipe VERB --help\" explains a verb, \"man kpipe\" all of it.");
}
