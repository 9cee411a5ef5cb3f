/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring as the drawing files see it: places, some of them filled.
 */
#ifndef KPIPE_DRAW_RING_H
#define KPIPE_DRAW_RING_H

#include <stdbool.h>
#include <stdint.h>

#include <kpipe/kpipe.h>

#include "term.h"

struct ring {
	const struct kpipe_snapshot *state;
	const struct kpipe_slot *slots;
	uint32_t places;	/* a power of two */
	uint32_t head;		/* the place where writers go on */
	uint32_t tail;		/* the place where readers go on */
	uint32_t page_size;
	bool utf8;
	const char *down, *up;	/* arrows */
};

/* What lies in a place; NULL when it has no unread bytes. */
const struct kpipe_slot *ring_slot(const struct ring *ring, uint32_t place);

/* Prints where a cursor stands, beside an arrow in that column. */
void ring_caption(int column, const char *arrow, const char *who,
		  uint32_t slot, uint32_t pos, enum hue hue);
void ring_legend(const struct ring *ring);

/* drawboxes.c, drawdense.c */
void draw_boxes(const struct ring *ring);
void draw_dense(const struct ring *ring);

#endif /* KPIPE_DRAW_RING_H */
