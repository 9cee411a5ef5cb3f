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

/* The following have head in h. kpipe_slot_over(), kpipe_tail_next(): */
#define OVER(t)	(SLOT(t) != SLOT(h) && POS(t) == fill[SLOT(t) & MASK])
#define NEXT(t)	CUR(SLOT(t) + 1, 0, 0)

/* kpipe_settle_tail() */
inline settle_tail()
{
	if :: OVER(my_tail) -> my_tail = NEXT(my_tail); rd_sb!my_tail
	   :: else fi
}

/* kpipe_peek(): there are n bytes at. */
inline peek()
{
	at = (OVER(my_tail) -> NEXT(my_tail) : my_tail);
	n = (SLOT(at) == SLOT(h) -> POS(h) : fill[SLOT(at) & MASK]) - POS(at)
}

/* kpipe_consume(); the caller has a scratch x. */
inline consume(bytes)
{
	x = at + bytes;
	my_tail = (OVER(x) -> NEXT(x) : x);
	rd_sb!my_tail;
	x = 0
}

/* kpipe_settle() */
inline settle_head()
{
	x = UNREAD(my_head, tail);
	if :: x && USED(my_head, tail) != x ->
		my_head = CUR(SLOT(my_head), x, POS(my_head));
		wr_sb!my_head
	   :: else fi;
	x = 0
}
