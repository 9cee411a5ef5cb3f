// SPDX-License-Identifier: GPL-2.0-only
/*
 * The results as a page that needs nothing but itself: skeleton, style and
 * scripts are files of page/, linked in, and the results stand in it as JSON.
 */
#include <stdio.h>
#include <string.h>

#include "report.h"

/* See assets.S. */
extern const char page_html[], page_css[], page_words_js[], page_plot_js[],
	page_page_js[];

/* No text within may end the element that it stands in. */
static void put_json(FILE *to, struct json_object *json)
{
	const char *text = json_object_to_json_string_ext(json,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);

	for (; *text; text++) {
		if (*text == '<')
			fputs("\\u003c", to);
		else
			fputc(*text, to);
	}
}

static void put_marker(FILE *to, const char *marker, struct json_object *json)
{
	if (!strncmp(marker, "@STYLE@", 7)) {
		fputs(page_css, to);
	} else if (!strncmp(marker, "@DATA@", 6)) {
		put_json(to, json);
	} else {
		fputs(page_words_js, to);
		fputs(page_plot_js, to);
		fputs(page_page_js, to);
	}
}

void report_page(FILE *to, struct json_object *json)
{
	const char *at = page_html, *marker;

	while ((marker = strchr(at, '@'))) {
		fwrite(at, 1, marker - at, to);
		put_marker(to, marker, json);
		at = strchr(marker + 1, '@') + 1;
	}
	fputs(at, to);
}
