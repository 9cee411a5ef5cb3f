// SPDX-License-Identifier: GPL-2.0-only
/*
 * The questions of kpipe choose. An empty answer is "no" or "any".
 */
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "choose.h"
#include "text.h"

/* The answer without its end of line; NULL: there is none. */
static char *ask(const char *question, const char *choices, char *answer,
		 int size)
{
	printf("%s [%s] ", question, choices);
	fflush(stdout);
	if (!fgets(answer, size, stdin))
		return NULL;
	answer[strcspn(answer, "\n")] = '\0';
	return answer;
}

static bool ask_size(struct needs *needs, const char *answer)
{
	needs->size = text_parse_size(answer);
	return needs->size != 0;
}

static bool ask_yes_or_no(struct needs *needs, const struct yes_or_no *one)
{
	char answer[16];

	if (!ask(one->question, "y/N", answer, sizeof(answer)))
		return false;
	if (*answer == 'y' || *answer == 'Y')
		needs_set(needs, one);
	return true;
}

bool choose_ask(struct needs *needs)
{
	static const struct {
		const char *question, *choices;
		bool (*take)(struct needs *needs, const char *answer);
	} open[] = {
		{ "Who are the peers?", "related/strangers/network, or any",
		  needs_peers },
		{ "What travels?", "stream/messages/doorbell, or any data",
		  needs_kind },
		{ "How long is a message?", "such as 64 or 4K, or any",
		  ask_size },
	};
	char answer[64];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(open); i++) {
		do {
			if (!ask(open[i].question, open[i].choices, answer,
				 sizeof(answer)))
				return false;
		} while (*answer && strcmp(answer, "any") &&
			 !open[i].take(needs, answer));
	}
	for (i = 0; i < yes_or_no_count; i++)
		if (!ask_yes_or_no(needs, &yes_or_no[i]))
			return false;
	return true;
}
