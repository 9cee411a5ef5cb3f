// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes words into needs, and needs into words.
 */
#include <string.h>

#include "array.h"
#include "choose.h"

#define ABILITY(id, name, bit, help, question) { name, bit, 0, question },
#define FLAG(id, name, member, help, question) \
	{ name, 0, offsetof(struct needs, member), question },

const struct yes_or_no yes_or_no[] = {
	CHOOSE_NEEDS(ABILITY, FLAG)
};

const size_t yes_or_no_count = ARRAY_SIZE(yes_or_no);

static bool *flag_of(const struct needs *needs, const struct yes_or_no *one)
{
	return (bool *)((char *)needs + one->flag);
}

bool needs_has(const struct needs *needs, const struct yes_or_no *one)
{
	return one->can ? needs->can & one->can : *flag_of(needs, one);
}

void needs_set(struct needs *needs, const struct yes_or_no *one)
{
	if (one->can)
		needs->can |= one->can;
	else
		*flag_of(needs, one) = true;
}

/* Where the word, or the beginning of one, stands in the list; 0: nowhere. */
static int look_up(const char *word, const char *const list[])
{
	int i;

	for (i = 1; *word && list[i]; i++)
		if (!strncmp(word, list[i], strlen(word)))
			return i;
	return 0;
}

bool needs_peers(struct needs *needs, const char *word)
{
	static const char *const words[] = {
		[PEERS_RELATED] = "related",
		[PEERS_STRANGERS] = "strangers",
		[PEERS_NETWORK] = "network",
		NULL
	};

	needs->peers = (enum peers)look_up(word, words);
	return needs->peers != PEERS_ANY;
}

bool needs_kind(struct needs *needs, const char *word)
{
	static const char *const words[] = {
		[KIND_STREAM] = "stream",
		[KIND_MESSAGES] = "messages",
		[KIND_DOORBELL] = "doorbell",
		NULL
	};

	needs->kind = (enum kind)look_up(word, words);
	return needs->kind != KIND_DATA;
}
