/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A line of the screen, filled in any order and printed once.
 */
#ifndef KPIPE_LINE_H
#define KPIPE_LINE_H

#include "term.h"

#define LINE_COLUMNS 80

struct line {
	const char *glyph[LINE_COLUMNS];	/* NULL: nothing there */
	enum hue hue[LINE_COLUMNS];
};

void line_clear(struct line *line);
/* Glyph is one column wide and outlives the line. */
void line_put(struct line *line, int column, const char *glyph, enum hue hue);
/* Text is ASCII and is copied. */
void line_text(struct line *line, int column, const char *text, enum hue hue);
void line_print(const struct line *line);

#endif /* KPIPE_LINE_H */
