/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim: on its way through the spares no page is lost, used twice, or written
 * to while a reader still copies from it; and a pipe at rest that keeps more
 * spares than an idle one may is on the list of idle.c.
 *
 * Mirrors kpipe_page_recycle() with kpipe_spare_place(), kpipe_spare_take(),
 * kpipe_spares_trim() and kpipe_idle_watch(), kpipe_idle_trim(). About the two
 * pairs of release and acquire on spares_in and spares_out, of which each side
 * remembers what it saw last and looks again only when that will not do; and
 * about the barrier between "off the
 * list" and "how many spares?", which pairs with the one in kpipe_read_end().
 *
 * One reader, one writer, the work of idle.c. Two places for spares, one may
 * stay.
 *
 * Bugs to plant: NO_TRIM_BARRIER NO_END_BARRIER IN_FIRST OUT_FIRST
 * RECYCLE_FIRST
 */
#define SPARES	2
#define IDLE	1
#define PAGES	3
#define COUNT(in, out)	((in - out) & 7)	/* numbers wrap, as u32 do */

mtype = { FREE, SLOT, SPARE };

#define PLACE(n)	((n) % SPARES)	/* cells 0 and 1: spares.page[] */
#define IN		2
#define OUT		3
#define LISTED		4
#define WR_LOCK		5
#define IDLE_LOCK	6
#define CELLS		7

mtype state[PAGES] = SLOT;	/* where each page truly is */
chan slots = [PAGES] of { byte };
byte held = 255;		/* the page that the reader copies from */
byte my_in, my_out;		/* as the side that moves them has them */
byte left, seen;		/* and as the other one saw them: spares_left, _seen */
#include "stores.h"

inline recycle()
{
	if :: COUNT(my_in, left) == SPARES -> left = mem[OUT] :: else fi;
	if
	:: COUNT(my_in, left) == SPARES -> state[page] = FREE
	:: else -> state[page] = SPARE;
#ifdef IN_FIRST
		STORE(IN, (my_in + 1) & 7);
#endif
		STORE(PLACE(my_in), page);
		my_in = (my_in + 1) & 7;
#ifndef IN_FIRST
		STORE(IN, my_in)
#endif
	fi
}

#ifdef RECYCLE_FIRST
#define COPIED
#else
#define COPIED	held = 255;
#endif

active proctype reader()	/* is 1 */
{
	byte page, n;

	d_step { slots!0; slots!1; slots!2 };
	do
	:: break
	:: slots?page -> held = page;
more:		if
		/* Leaves the slot in kpipe_read_begin() or kpipe_consume() ... */
		:: atomic { len(sb[_pid]) <= 2 -> COPIED recycle() };
			if
			:: atomic { slots?page -> held = page; goto more }
			:: MB
			fi
		/* ... or in kpipe_read_end(), where a barrier follows. */
		:: atomic { MB -> COPIED recycle() };
#ifndef NO_END_BARRIER
			MB;
#endif
		fi;
		d_step { held = 255; page = 0; n = COUNT(my_in, mem[OUT]) };
		/* kpipe_idle_watch() */
		if
		:: atomic { n > IDLE && !mem[LISTED] -> n = 0 };
			atomic { LOCK(IDLE_LOCK) };
			if :: !mem[LISTED] -> STORE(LISTED, true)
			   :: mem[LISTED]
			fi;
			STORE(IDLE_LOCK, 0)
		:: atomic { n <= IDLE || mem[LISTED] -> n = 0 }
		fi
	od
}

#define NONE_SEEN	(seen == my_out)

/* The first half of kpipe_spare_take(). */
inline look()
{
	if :: NONE_SEEN -> seen = mem[IN] :: else fi
}

inline take(where)
{
#ifdef OUT_FIRST
	STORE(OUT, (my_out + 1) & 7);
#endif
	atomic { page = mem[PLACE(my_out)]; my_out = (my_out + 1) & 7;
#ifndef OUT_FIRST
		STORE(OUT, my_out);
#endif
		assert(state[page] == SPARE && page != held);
		state[page] = where }
}

active proctype writer()	/* is 2 */
{
	byte page, puts;

	do
	:: break
	:: puts < PUTS -> puts++;
		atomic { LOCK(WR_LOCK); look() };
		if
		:: d_step { !NONE_SEEN -> skip }; take(SLOT)
		:: d_step { NONE_SEEN ->
			page = (state[0] == FREE -> 0 :
				(state[1] == FREE -> 1 :
				 (state[2] == FREE -> 2 : PAGES)));
			if :: page < PAGES -> state[page] = SLOT
			   :: else	/* -ENOMEM */
			fi }
		fi;
		d_step {
			if :: page < PAGES -> slots!page :: else fi;
			page = 0; STORE(WR_LOCK, 0) }
	od
}

active proctype work()		/* is 3 */
{
	byte page;

end:	do
	:: atomic { mem[LISTED] && LOCK(IDLE_LOCK) };
		if
		:: skip		/* head has moved, or somebody writes */
		:: atomic { LOCK(WR_LOCK) };
			STORE(LISTED, false);
#ifndef NO_TRIM_BARRIER
			MB;
#endif
			do
			:: atomic { COUNT(mem[IN], my_out) > IDLE -> look();
				assert(!NONE_SEEN) };
				take(FREE)
			:: atomic { COUNT(mem[IN], my_out) <= IDLE -> break }
			od;
			page = 0;
			STORE(WR_LOCK, 0)
		fi;
		STORE(IDLE_LOCK, 0)
	od
}

active proctype at_rest()
{
	byte n;

	d_step { timeout ->
		n = (state[0] == SPARE) + (state[1] == SPARE) +
		    (state[2] == SPARE);
		assert(n == COUNT(mem[IN], mem[OUT]));	/* none was lost */
		assert(n <= IDLE || mem[LISTED]) }
}
