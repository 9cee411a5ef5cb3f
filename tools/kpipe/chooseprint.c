// SPDX-License-Identifier: GPL-2.0-only
/*
 * The answer of kpipe choose, in words and as JSON.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <kpipe/kpipe.h>

#include "choose.h"
#include "jsonout.h"
#include "term.h"
#include "text.h"

static void print_reasons(const char *sign, const struct reasons *reasons)
{
	size_t i;

	for (i = 0; i < reasons->count; i++)
		printf("     %s %s\n", sign, reasons->text[i]);
}

static void print_figures(const struct figures *figures)
{
	char rate[TEXT_MAX];

	if (!figures->tried)
		return;
	if (figures->error) {
		printf("     not usable here now: %s\n",
		       kp_strerror(figures->error));
		return;
	}
	printf("     %.1f us there and back (median of %u)",
	       figures->round_trip / 1000, figures->rounds);
	if (figures->rate > 0) {
		text_bytes(rate, figures->rate);
		printf(", %s/s one way", rate);
	}
	putchar('\n');
}

static void print_fitting(const struct answer *answer)
{
	const struct candidate *one = answer->candidates;
	size_t i;

	for (i = 0; i < answer->fitting; i++, one++) {
		printf("%2zu. %s%s:%s%s - %s\n", i + 1, term_hue(HUE_STRONG),
		       one->info->name, one->info->address,
		       term_hue(HUE_PLAIN), one->info->summary);
		print_figures(&one->figures);
		print_reasons("+", &one->fits);
		print_reasons("!", &one->mind);
	}
}

static void print_others(const struct answer *answer)
{
	const struct candidate *one = answer->candidates + answer->fitting;
	size_t i, j;

	if (answer->fitting == answer->count)
		return;
	puts("\nRuled out:");
	for (i = answer->fitting; i < answer->count; i++, one++) {
		printf("  %-14s", one->info->name);
		for (j = 0; j < one->against.count; j++)
			printf("%s%s", j ? "; " : "", one->against.text[j]);
		putchar('\n');
	}
}

static void print_heading(const struct answer *answer)
{
	char size[TEXT_MAX];

	text_number(size, answer->needs->size ? answer->needs->size
					      : CHOOSE_SIZE);
	if (!answer->fitting)
		puts("No transport fits.");
	else if (!answer->measured)
		puts("The fewer things to mind (!), the better; nothing was measured.");
	else if (answer->needs->kind == KIND_DOORBELL)
		puts("The quickest first, as measured here and now.");
	else
		printf("The %s first, as measured here and now with %s bytes at a time.\n",
		       answer->order == BY_RATE ? "highest rate" : "quickest",
		       size);
}

void choose_print(const struct answer *answer)
{
	print_heading(answer);
	print_fitting(answer);
	print_others(answer);
}

static void add_reasons(struct json_object *to, const char *key,
			const struct reasons *reasons)
{
	struct json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < reasons->count; i++)
		json_object_array_add(list,
			json_object_new_string(reasons->text[i]));
	json_object_object_add(to, key, list);
}

static void add_figures(struct json_object *to, const struct figures *figures)
{
	if (!figures->tried)
		return;
	if (figures->error) {
		json_add_text(to, "problem", kp_strerror(figures->error));
		return;
	}
	json_add_number(to, "rounds", figures->rounds);
	json_add_number(to, "round_trip_ns", (uint64_t)figures->round_trip);
	if (figures->rate > 0)
		json_add_number(to, "bytes_per_second",
				(uint64_t)figures->rate);
}

static struct json_object *list_of(const struct answer *answer, size_t from,
				   size_t to)
{
	struct json_object *list = json_object_new_array(), *object;
	const struct candidate *one;
	size_t i;

	for (i = from; i < to; i++) {
		one = &answer->candidates[i];
		object = json_object_new_object();
		json_add_text(object, "name", one->info->name);
		if (one->against.count) {
			add_reasons(object, "against", &one->against);
		} else {
			add_reasons(object, "fits", &one->fits);
			add_reasons(object, "mind", &one->mind);
			add_figures(object, &one->figures);
		}
		json_object_array_add(list, object);
	}
	return list;
}

void choose_print_json(const struct answer *answer)
{
	struct json_object *all = json_object_new_object();

	json_object_object_add(all, "measured",
			       json_object_new_boolean(answer->measured));
	if (answer->measured)
		json_add_number(all, "size", answer->needs->size
				? answer->needs->size : CHOOSE_SIZE);
	json_object_object_add(all, "fitting",
			       list_of(answer, 0, answer->fitting));
	json_object_object_add(all, "ruled_out",
			       list_of(answer, answer->fitting,
				       answer->count));
	json_print(stdout, all);
}
