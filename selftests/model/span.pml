/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim: the number of used slots that head and tail tell without a lock is
 * exact while no call is in progress, and never too small while one is; and no
 * slot is written over while a reader may still look at it, so that all bytes
 * arrive once and in order.
 *
 * Mirrors kpipe_ring_used(), kpipe_observe(), kpipe_read_begin(),
 * kpipe_read_slot() with kpipe_peek() and kpipe_consume(), kpipe_read_end(),
 * kpipe_write_merge(), kpipe_open_slot(), kpipe_write_end() with kpipe_settle().
 * About the two smp_mb() before which one
 * side stores its cursor and after which it looks at the other's, and about
 * the order of the three loads of kpipe_observe().
 *
 * One reader, one writer, one that looks on.
 *
 * Bugs to plant: NO_BARRIER NO_SETTLE NO_RECHECK LOADS_SWAPPED SMALL_RING
 * HEAD_FIRST
 */
#define CAP	2
#ifdef SMALL_RING		/* no slot for a reader to stay on */
#define MASK	1
#else
#define MASK	3
#endif
#define PAGE	2
#include "cursors.h"

#define BYTE(c)	data[(SLOT(c) & MASK) * PAGE + POS(c)]
byte data[(MASK + 1) * PAGE];
bool reading, writing;		/* a call is in progress */

active proctype memory()
{
end:	do
	:: wr_sb?head
	:: rd_sb?tail
	:: d_step { !reading && !writing && empty(wr_sb) && empty(rd_sb) ->
			assert(USED(head, tail) == UNREAD(head, tail)) }
	od
}

active proctype reader()
{
	byte h, x, n, at, drained;

end:	do
	:: atomic { !MEETS(head, my_tail) -> reading = true;
		h = head; settle_tail(); h = 0 };
		do
		:: atomic { len(rd_sb) < 2 -> h = head;
			if :: MEETS(h, my_tail) -> break :: else fi;
			peek();
			assert(n && POS(at) + n <= PAGE);
			if :: n = 1 :: skip fi;
			};
			d_step { x = 0;		/* copies the bytes out */
				do
				:: x < n -> assert(BYTE(at + x) ==
						   drained % 3 + 1);
					BYTE(at + x) = 0;
					drained = (drained + 1) % 3;
					x++
				:: else -> break
				od };
			d_step { consume(n) };
			d_step { h = 0; n = 0; at = 0 };
			if :: skip :: break fi
		od;
		/* kpipe_read_end() */
		atomic { MB(rd_sb) -> h = head; settle_tail(); h = 0;
			reading = false }
	od
}

inline fill_page()
{
	x = 0;
	do
	:: x < n -> BYTE(at + x) = filled % 3 + 1;
		filled = (filled + 1) % 3; x++
	:: else -> break
	od;
	x = 0
}

#define MAY_OPEN	(SLOT(my_head) < LEFT && CAP > UNREAD(my_head, tail))

active proctype writer()
{
	byte x, n, at, filled, start;

end:	do
	:: d_step { MAY_OPEN -> writing = true; start = SLOT(my_head) };
		do
		:: atomic { MAY_OPEN && len(wr_sb) < 2 ->
			if :: n = 1 :: n = PAGE fi;
			at = CUR(SLOT(my_head) + 1, 0, 0);
			fill[SLOT(my_head) & MASK] = POS(my_head);
			fill[SLOT(at) & MASK] = 0;
#ifndef HEAD_FIRST
			fill_page();
#endif
			x = SLOT(at) + 1 - FIRST(my_head, tail) };
			d_step { my_head = CUR(SLOT(at), x, n); wr_sb!my_head };
#ifdef HEAD_FIRST
			fill_page();
#endif
			d_step { at = 0; n = 0; x = 0 }
		:: SLOT(my_head) != start -> break
		od;
		goto finish
	:: atomic { SLOT(my_head) && POS(my_head) < PAGE &&
		    !MEETS(my_head, tail) -> writing = true; n = 1; at = my_head;
		    start = SLOT(my_head);
		    fill_page();
		    my_head++ };
		d_step { wr_sb!my_head; at = 0; n = 0 };
finish:		/* kpipe_write_end() */
		atomic { MB(wr_sb) ->
#ifndef NO_SETTLE
			if :: SLOT(my_head) != start -> settle_head()
			   :: else fi;
#endif
			start = 0; writing = false }
	od
}

/* Anybody, at any time: kpipe_poll(), fdinfo, one that is about to sleep. */
active proctype onlooker()
{
	byte t, was;
	bool torn, under;

	do
	:: t = tail;
#ifdef LOADS_SWAPPED
	   was = tail;
#endif
	   d_step { torn = (t != tail); under = USED(head, t) < UNREAD(head, t) };
#ifndef LOADS_SWAPPED
	   was = tail;
#endif
#ifdef NO_RECHECK
	   was = t;
#endif
	   if :: was == t -> break
	      :: else -> d_step { t = 0; was = 0; torn = 0; under = 0 } fi
	od;
	assert(!torn && !under)
}
