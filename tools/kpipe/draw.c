// SPDX-License-Identifier: GPL-2.0-only
/*
 * Works out which slot lies in which place of the ring, and chooses a way to
 * draw it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"
#include "line.h"
#include "ring.h"

/* More boxes than this fill the screen. */
#define MOST_BOXES 64

/* Slots with unread bytes are the last ones up to head, without a gap. */
const struct kpipe_slot *ring_slot(const struct ring *ring, uint32_t place)
{
	uint32_t behind = (ring->head - place) & (ring->places - 1);
	uint32_t used = ring->state->slots_used;

	return behind < used ? &ring->slots[used - 1 - behind] : NULL;
}

void ring_caption(int column, const char *arrow, const char *who,
		  uint32_t slot, uint32_t pos, enum hue hue)
{
	struct line line;
	char text[48];
	int length = snprintf(text, sizeof(text), "%s: slot %" PRIu32
			      ", byte %" PRIu32, who, slot, pos);

	line_clear(&line);
	line_put(&line, column, arrow, hue);
	if (column + 2 + length <= LINE_COLUMNS)
		line_text(&line, column + 2, text, hue);
	else
		line_text(&line, column - 1 - length, text, hue);
	line_print(&line);
}

void ring_legend(const struct ring *ring)
{
	printf("      %s writers go on at head   %s readers go on at tail\n"
	       "      %" PRIu32 " of the %" PRIu32 " places may hold unread "
	       "bytes at a time; spare pages: %" PRIu32 "\n",
	       ring->down, ring->up, ring->state->capacity, ring->places,
	       ring->state->spare_pages);
}

static uint32_t places_for(uint32_t capacity)
{
	uint32_t places = 1;

	while (places <= capacity)
		places *= 2;
	return places;
}

void draw_ring(const struct kp_snapshot *snapshot)
{
	const struct kpipe_snapshot *state = &snapshot->state;
	struct ring ring = {
		.state = state,
		.slots = snapshot->slots,
		.places = places_for(state->capacity),
		.page_size = (uint32_t)sysconf(_SC_PAGESIZE),
		.utf8 = term_utf8(),
	};

	ring.down = ring.utf8 ? "▼" : "v";
	ring.up = ring.utf8 ? "▲" : "^";
	ring.head = state->head_slot & (ring.places - 1);
	ring.tail = state->tail_slot & (ring.places - 1);
	if (ring.places <= MOST_BOXES)
		draw_boxes(&ring);
	else
		draw_dense(&ring);
}
