// SPDX-License-Identifier: GPL-2.0-only
/*
 * Composes a line of the screen.
 */
#include <stdio.h>
#include <string.h>

#include "line.h"

/* Every ASCII character as a string, so that copied text needs no memory. */
static const char *ascii(char letter)
{
	static char strings[128][2];

	strings[letter & 127][0] = (char)(letter & 127);
	return strings[letter & 127];
}

void line_clear(struct line *line)
{
	memset(line, 0, sizeof(*line));
}

void line_put(struct line *line, int column, const char *glyph, enum hue hue)
{
	if (column < 0 || column >= LINE_COLUMNS)
		return;
	line->glyph[column] = glyph;
	line->hue[column] = hue;
}

void line_text(struct line *line, int column, const char *text, enum hue hue)
{
	for (; *text; text++)
		line_put(line, column++, ascii(*text), hue);
}

void line_print(const struct line *line)
{
	enum hue hue = HUE_PLAIN;
	int column, end = LINE_COLUMNS;

	while (end > 0 && !line->glyph[end - 1])
		end--;
	for (column = 0; column < end; column++) {
		if (line->hue[column] != hue) {
			/* Hues do not replace one another, plain ends all. */
			if (hue != HUE_PLAIN)
				fputs(term_hue(HUE_PLAIN), stdout);
			hue = line->hue[column];
			if (hue != HUE_PLAIN)
				fputs(term_hue(hue), stdout);
		}
		fputs(line->glyph[column] ? line->glyph[column] : " ", stdout);
	}
	if (hue != HUE_PLAIN)
		fputs(term_hue(HUE_PLAIN), stdout);
	putchar('\n');
}
