// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns words and numbers into what fits the screen, and sizes into numbers.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "text.h"

void text_fit(char *to, size_t size, const char *from, int columns)
{
	mbstate_t in = { 0 }, out = { 0 };
	size_t used = 0, step, left = strlen(from);
	wchar_t letter;

	while (left) {
		step = mbrtowc(&letter, from, left, &in);
		if (step == (size_t)-1 || step == (size_t)-2) {
			memset(&in, 0, sizeof(in));
			step = 1;
			letter = L'?';
		} else if (!iswprint(letter)) {
			letter = L'?';
		}
		columns -= wcwidth(letter);
		if (columns < 0 || used + MB_CUR_MAX >= size)
			break;
		used += wcrtomb(to + used, letter, &out);
		from += step;
		left -= step;
	}
	to[used] = '\0';
}

int text_columns(const char *text)
{
	wchar_t wide[TEXT_MAX];
	size_t length = mbstowcs(wide, text, TEXT_MAX);

	return length == (size_t)-1 ? (int)strlen(text) :
		wcswidth(wide, length);
}

void text_number(char to[TEXT_MAX], uint64_t number)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
	int i;

	for (i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
}

void text_size(char to[TEXT_MAX], uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB" };
	size_t unit = 0;

	while (unit < 3 && bytes >= 1024 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	snprintf(to, TEXT_MAX, "%" PRIu64 " %s", bytes, units[unit]);
}

void text_bytes(char to[TEXT_MAX], double bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	size_t unit = 0;

	if (bytes < 1000) {
		snprintf(to, TEXT_MAX, "%.0f B", bytes);
		return;
	}
	/* Above 999.95 one decimal would be rounded to 1000.0. */
	for (bytes /= 1000; bytes >= 999.95 && unit < 3; bytes /= 1000)
		unit++;
	snprintf(to, TEXT_MAX, "%.1f %s", bytes, units[unit]);
}

uint64_t text_parse_size(const char *text)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	char *end;
	uint64_t size;
	unsigned int shift = 0;

	if (!isdigit((unsigned char)*text))
		return 0;
	errno = 0;
	size = strtoull(text, &end, 10);
	if (errno)
		return 0;
	if (*end) {
		suffix = strchr(suffixes, toupper((unsigned char)*end));
		if (!suffix || end[1])
			return 0;
		shift = 10 * (unsigned int)(suffix - suffixes + 1);
	}
	return size > (UINT64_MAX >> shift) ? 0 : size << shift;
}
