// SPDX-License-Identifier: GPL-2.0-only
/*
 * Draws a ring of many places, each as a character whose height says how much
 * of it is unread. A ring of more places than fit has several in a character.
 */
#include <inttypes.h>
#include <stdio.h>

#include "line.h"
#include "ring.h"

#define ROW 64		/* characters side by side */
#define ROWS 16
#define LEFT 8

static const char *const levels[][9] = {
	{ ".", "1", "2", "3", "4", "5", "6", "7", "#" },
	{ "·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" },
};

/* 0 for empty, 8 for all of it, and never 0 when there is a byte. */
static unsigned int level(const struct ring *ring, uint32_t first,
			  uint32_t step)
{
	const struct kpipe_slot *slot;
	uint64_t unread = 0;
	uint32_t i;

	for (i = 0; i < step; i++) {
		slot = ring_slot(ring, first + i);
		unread += slot ? slot->len : 0;
	}
	return (unread * 8 + (uint64_t)step * ring->page_size - 1) /
	       ((uint64_t)step * ring->page_size);
}

static void draw_row(const struct ring *ring, uint32_t first, uint32_t step)
{
	const struct kpipe_snapshot *state = ring->state;
	uint32_t head = (ring->head - first) / step;
	uint32_t tail = (ring->tail - first) / step;
	unsigned int height;
	struct line line;
	char label[16];
	uint32_t i;

	if (ring->head >= first && head < ROW)
		ring_caption(LEFT + (int)head, ring->down, "head",
			     state->head_slot, state->head_pos, HUE_HEAD);
	line_clear(&line);
	snprintf(label, sizeof(label), "%6" PRIu32, first);
	line_text(&line, 0, label, HUE_FAINT);
	for (i = 0; i < ROW; i++) {
		height = level(ring, first + i * step, step);
		line_put(&line, LEFT + (int)i, levels[ring->utf8][height],
			 height ? HUE_DATA : HUE_FAINT);
	}
	line_print(&line);
	if (ring->tail >= first && tail < ROW)
		ring_caption(LEFT + (int)tail, ring->up, "tail",
			     state->tail_slot, state->tail_pos, HUE_TAIL);
}

void draw_dense(const struct ring *ring)
{
	uint32_t step = (ring->places + ROW * ROWS - 1) / (ROW * ROWS);
	uint32_t first;

	for (first = 0; first < ring->places; first += ROW * step)
		draw_row(ring, first, step);
	printf("      %s empty   %s half   %s all unread   of %" PRIu32
	       " page%s of %" PRIu32 " bytes\n", levels[ring->utf8][0],
	       levels[ring->utf8][4], levels[ring->utf8][8], step,
	       step == 1 ? "" : "s", ring->page_size);
	ring_legend(ring);
}
