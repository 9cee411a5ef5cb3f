// SPDX-License-Identifier: GPL-2.0-only
/*
 * Builds and prints the JSON that -j asks for.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "jsonout.h"
#include "text.h"

void json_add_number(struct json_object *to, const char *key, uint64_t number)
{
	json_object_object_add(to, key, json_object_new_uint64(number));
}

void json_add_seconds(struct json_object *to, const char *key, double seconds)
{
	char digits[64];

	snprintf(digits, sizeof(digits), "%.6f", seconds);
	json_object_object_add(to, key, json_object_new_double_s(seconds,
								 digits));
}

void json_add_text(struct json_object *to, const char *key, const char *text)
{
	size_t size = strlen(text) + MB_LEN_MAX + 1;
	char *clean = malloc(size);

	if (!clean)
		return;
	text_fit(clean, size, text, INT_MAX);
	json_object_object_add(to, key, json_object_new_string(clean));
	free(clean);
}

void json_add_side(struct json_object *to, const char *key,
		   const struct kpipe_side *side)
{
	struct json_object *object = json_object_new_object();

	json_add_number(object, "bytes", side->bytes);
	json_add_number(object, "calls", side->calls);
	json_add_number(object, "sleeps", side->sleeps);
	json_add_number(object, "wakes", side->wakes);
	json_add_number(object, "spins", side->spins);
	json_object_object_add(to, key, object);
}

void json_print(FILE *file, struct json_object *object)
{
	fprintf(file, "%s\n", json_object_to_json_string_ext(object,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
