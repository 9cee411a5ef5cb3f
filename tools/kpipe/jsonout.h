/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The little that the verbs need on top of json-c.
 */
#ifndef KPIPE_JSONOUT_H
#define KPIPE_JSONOUT_H

#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>
#include <linux/kpipe.h>

void json_add_number(struct json_object *to, const char *key, uint64_t number);
/* To the microsecond. */
void json_add_seconds(struct json_object *to, const char *key, double seconds);
/* The text is made printable first, since JSON must be valid UTF-8. */
void json_add_text(struct json_object *to, const char *key, const char *text);
/* What one side of a pipe has done. */
void json_add_side(struct json_object *to, const char *key,
		   const struct kpipe_side *side);
/* Prints the object and gives it back to json-c. */
void json_print(FILE *file, struct json_object *object);

#endif /* KPIPE_JSONOUT_H */
