// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draws a ring of few places, each as a box with its page inside: what has
 * been read, what has not, what is free. Above the ring stands where writers
 * go on, below it where readers do.
 */
#include <inttypes.h>
#include <stdio.h>

#include "line.h"
#include "ring.h"

#define ROW 16		/* boxes side by side */
#define INSIDE 3	/* columns of a box between its walls */
#define LEFT 6		/* column of the first wall */

static const struct style {
	const char *corner[6];	/* top left, inner, right; bottom likewise */
	const char *flat, *wall;
	const char *read, *full, *begins, *ends;
} styles[] = {
	{ { "+", "+", "+", "+", "+", "+" }, "-", "|",
	  ":", "#", "[", "]" },
	{ { "╭", "┬", "╮", "╰", "┴", "╯" }, "─", "│",
	  "░", "█", "▐", "▌" },
};

static int wall_column(uint32_t box)
{
	return LEFT + (int)box * (INSIDE + 1);
}

static void frame(struct line *line, const struct style *style, int bottom,
		  uint32_t boxes)
{
	const char *const *corner = style->corner + 3 * bottom;
	uint32_t box;
	int i;

	line_clear(line);
	for (box = 0; box <= boxes; box++) {
		line_put(line, wall_column(box),
			 corner[box == 0 ? 0 : box == boxes ? 2 : 1],
			 HUE_FAINT);
		for (i = 1; box < boxes && i <= INSIDE; i++)
			line_put(line, wall_column(box) + i, style->flat,
				 HUE_FAINT);
	}
}

/* One column of a box stands for the bytes [from, to) of its page. */
static const char *fill(const struct style *style,
			const struct kpipe_slot *slot, uint32_t from,
			uint32_t to, enum hue *hue)
{
	uint32_t begin = slot->offset, end = slot->offset + slot->len;

	*hue = HUE_DATA;
	if (end <= from)
		return NULL;
	if (begin >= to) {
		*hue = HUE_FAINT;
		return style->read;
	}
	if (begin > from)
		return style->begins;
	return end < to ? style->ends : style->full;
}

static void pages(struct line *line, const struct ring *ring,
		  const struct style *style, uint32_t first, uint32_t boxes)
{
	const struct kpipe_slot *slot;
	uint32_t box, i, size = ring->page_size;
	char label[12];
	enum hue hue;

	line_clear(line);
	snprintf(label, sizeof(label), "%4" PRIu32, first);
	line_text(line, 0, label, HUE_FAINT);
	for (box = 0; box <= boxes; box++)
		line_put(line, wall_column(box), style->wall, HUE_FAINT);
	for (box = 0; box < boxes; box++) {
		slot = ring_slot(ring, first + box);
		for (i = 0; slot && i < INSIDE; i++) {
			const char *glyph = fill(style, slot, size * i / INSIDE,
				size * (i + 1) / INSIDE, &hue);

			if (glyph)
				line_put(line, wall_column(box) + 1 + (int)i,
					 glyph, hue);
		}
	}
}

/* The letters in the lower frame. Many slots may carry the merge flag, but it
 * means something only where writers go on, while there is room.
 */
static void letters(struct line *line, const struct ring *ring, uint32_t first,
		    uint32_t boxes)
{
	const struct kpipe_slot *slot;
	const char *letter;
	uint32_t box;

	for (box = 0; box < boxes; box++) {
		slot = ring_slot(ring, first + box);
		letter = NULL;
		if (slot && slot->flags & KPIPE_SLOT_PACKET)
			letter = "p";
		else if (slot && slot->flags & KPIPE_SLOT_MERGE &&
			 first + box == ring->head &&
			 ring->state->head_pos < ring->page_size)
			letter = "m";
		if (letter)
			line_put(line, wall_column(box) + INSIDE, letter,
				 HUE_HEAD);
	}
}

static void draw_row(const struct ring *ring, const struct style *style,
		     uint32_t first, uint32_t boxes)
{
	const struct kpipe_snapshot *state = ring->state;
	int head = -1, tail = -1;
	struct line line;

	if (ring->head - first < boxes)
		head = wall_column(ring->head - first) + 2;
	if (ring->tail - first < boxes)
		tail = wall_column(ring->tail - first) + 2;
	if (head >= 0)
		ring_caption(head, ring->down, "head", state->head_slot,
			     state->head_pos, HUE_HEAD);
	frame(&line, style, 0, boxes);
	line_print(&line);
	pages(&line, ring, style, first, boxes);
	line_print(&line);
	frame(&line, style, 1, boxes);
	letters(&line, ring, first, boxes);
	line_print(&line);
	if (tail >= 0)
		ring_caption(tail, ring->up, "tail", state->tail_slot,
			     state->tail_pos, HUE_TAIL);
}

void draw_boxes(const struct ring *ring)
{
	const struct style *style = &styles[ring->utf8];
	uint32_t row = ring->places < ROW ? ring->places : ROW;
	uint32_t first;

	for (first = 0; first < ring->places; first += row)
		draw_row(ring, style, first, row);
	printf("      %s unread   %s read   in a page of %" PRIu32 " bytes;   "
	       "m may be merged   p packet\n", style->full, style->read,
	       ring->page_size);
	ring_legend(ring);
}
