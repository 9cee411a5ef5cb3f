// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fills buffers and checks them. Word k of a stream is seed + k * STEP: an
 * addition, the cheapest that still moves every byte. Words, not vectors: where
 * code is translated (TCG) vectors are the slower ones, and both sides of a
 * ratio carry this cost, so it has to be small: about half of a memcpy each.
 */
#include <string.h>

#include "pattern.h"

#define WORD sizeof(uint64_t)
#define LINE 64
#define STEP 0x9e3779b97f4a7c15ULL

static uint64_t word_at(const struct pattern *pattern, uint64_t position)
{
	return pattern->seed + position / WORD * STEP;
}

static uint8_t byte_at(const struct pattern *pattern, uint64_t position)
{
	return word_at(pattern, position) >> position % WORD * 8;
}

static uint64_t load(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, WORD);
	return word;
}

static void store(uint8_t *at, uint64_t word)
{
	memcpy(at, &word, WORD);
}

__attribute__((optimize("no-tree-vectorize")))
static void fill_words(uint8_t *at, size_t words, uint64_t word)
{
	for (; words >= 4; words -= 4, at += 4 * WORD, word += 4 * STEP) {
		store(at, word);
		store(at + WORD, word + STEP);
		store(at + 2 * WORD, word + 2 * STEP);
		store(at + 3 * WORD, word + 3 * STEP);
	}
	for (; words; words--, at += WORD, word += STEP)
		store(at, word);
}

__attribute__((optimize("no-tree-vectorize")))
static uint64_t wrong_words(const uint8_t *at, size_t words, uint64_t word)
{
	uint64_t wrong = 0;

	for (; words >= 4; words -= 4, at += 4 * WORD, word += 4 * STEP)
		wrong |= (load(at) ^ word) |
			(load(at + WORD) ^ (word + STEP)) |
			(load(at + 2 * WORD) ^ (word + 2 * STEP)) |
			(load(at + 3 * WORD) ^ (word + 3 * STEP));
	for (; words; words--, at += WORD, word += STEP)
		wrong |= load(at) ^ word;
	return wrong;
}

/* The bytes up to the first whole word of the stream. */
static size_t head_of(size_t size, uint64_t position)
{
	size_t head = -position % WORD;

	return head < size ? head : size;
}

static void fill_all(const struct pattern *pattern, uint8_t *at, size_t size,
		     uint64_t position)
{
	size_t head = head_of(size, position);
	size_t words = (size - head) / WORD;
	size_t i;

	for (i = 0; i < head; i++)
		at[i] = byte_at(pattern, position + i);
	fill_words(at + head, words, word_at(pattern, position + head));
	for (i = head + words * WORD; i < size; i++)
		at[i] = byte_at(pattern, position + i);
}

static bool verify_all(const struct pattern *pattern, const uint8_t *at,
		       size_t size, uint64_t position)
{
	size_t head = head_of(size, position);
	size_t words = (size - head) / WORD;
	uint64_t wrong;
	size_t i;

	wrong = wrong_words(at + head, words,
			    word_at(pattern, position + head));
	for (i = 0; i < head; i++)
		wrong |= at[i] ^ byte_at(pattern, position + i);
	for (i = head + words * WORD; i < size; i++)
		wrong |= at[i] ^ byte_at(pattern, position + i);
	return !wrong;
}

/* The first byte at or after position that begins a line of the stream. */
static size_t line_head(uint64_t position)
{
	return -position % LINE;
}

void pattern_fill(const struct pattern *pattern, void *buffer, size_t size,
		  uint64_t position)
{
	uint8_t *at = buffer;
	size_t i;

	if (pattern->touch == TOUCH_ALL)
		fill_all(pattern, at, size, position);
	if (pattern->touch != TOUCH_LINE)
		return;
	for (i = line_head(position); i < size; i += LINE)
		at[i] = byte_at(pattern, position + i);
}

int64_t pattern_verify(const struct pattern *pattern, const void *buffer,
		       size_t size, uint64_t position)
{
	const uint8_t *at = buffer;
	int64_t seen = 0;
	size_t i;

	if (pattern->touch == TOUCH_ALL)
		return verify_all(pattern, at, size, position) ? (int64_t)size
							       : -1;
	if (pattern->touch == TOUCH_NONE)
		return 0;
	for (i = line_head(position); i < size; i += LINE, seen++)
		if (at[i] != byte_at(pattern, position + i))
			return -1;
	return seen;
}

static const char *const names[] = {
	[TOUCH_ALL] = "all",
	[TOUCH_LINE] = "line",
	[TOUCH_NONE] = "none",
};

bool touch_parse(const char *name, enum touch *touch)
{
	int i;

	for (i = TOUCH_ALL; i <= TOUCH_NONE; i++) {
		if (!strcmp(name, names[i])) {
			*touch = i;
			return true;
		}
	}
	return false;
}

const char *touch_name(enum touch touch)
{
	return names[touch];
}
