/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cursors of kmod/ring.h and how memory sees them, for models in which
 * positions and spans matter: wake.pml, span.pml. Give PAGE (bytes), CAP
 * (slots) and MASK.
 *
 * A cursor is one byte here: slot, 2 bits of span, 2 bits of position. Slots
 * do not wrap.
 */
#define CUR(slot, span, pos)	((slot) << 4 | (span) << 2 | (pos))
#define SLOT(c)		((c) >> 4)
#define SPAN(c)		((c) >> 2 & 3)
#define POS(c)		((c) & 3)
#define MEETS(a, b)	((a & 243) == (b & 243))
#define REACHED(c, m)	((c & 243) >= (m & 243))
#define APART(h, t)	(SLOT(h) - SLOT(t) + 1)

/* kpipe_ring_used(), and kpipe_ring_full() without a conditional expression,
 * which spin does not take everywhere.
 */
#define USED(h, t)	(MEETS(h, t) -> 0 : \
			 (APART(h, t) < SPAN(h) -> APART(h, t) : SPAN(h)))
#define FULL(h, t)	(!MEETS(h, t) && APART(h, t) >= CAP && SPAN(h) >= CAP)

/* The same number from what is in the slots, as kpipe_first_unread() sees it. */
#define FIRST(h, t)	(SLOT(t) + (POS(t) == (SLOT(t) == SLOT(h) -> POS(h) : \
					       fill[SLOT(t) & MASK])))
#define UNREAD(h, t)	(SLOT(h) + 1 - FIRST(h, t))

#ifndef HEAD		/* where the model begins: with an empty pipe */
#define HEAD	0
#define TAIL	0
#endif

byte head = HEAD, tail = TAIL;		/* as memory has them */
byte my_head = HEAD, my_tail = TAIL;	/* as the side that moves them does */
byte fill[MASK + 1] = PAGE;		/* kpipe_buf.len */

/* Store buffers, one for each side, as only one of a side moves its cursor at
 * a time: memory sees what is in them later, in order.
 */
chan rd_sb = [3] of { byte };
chan wr_sb = [3] of { byte };

#ifdef NO_BARRIER
#define MB(sb)	true
#else
#define MB(sb)	empty(sb)
#endif

/* kpipe_move_tail(); the caller has a scratch x, and head in h. */
inline move_tail(to)
{
	x = to;
	if :: SLOT(x) != SLOT(h) && POS(x) == fill[SLOT(x) & MASK] ->
		x = CUR(SLOT(x) + 1, 0, 0)
	   :: else fi;
	if :: x != my_tail -> my_tail = x; rd_sb!x :: else fi;
	x = 0
}
