/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim: no wake-up is lost. When nothing moves any more, nobody sleeps in
 * read-empty while there are bytes, nor in write-full while a slot is free.
 *
 * Mirrors kpipe_read_into() with kpipe_read_begin(), kpipe_read_slot() and
 * kpipe_read_end(), kpipe_write() with kpipe_write_merge(), kpipe_write_slot(),
 * kpipe_write_end() and kpipe_settle(), and kpipe_wait() with kpipe_spin(),
 * kpipe_wake(). About the full barrier between "store the cursor" and "anybody
 * asleep?", also for a cursor that is stored after the first one; and about who
 * has to wake whom. With ATTEMPT, every read from a full pipe wakes a writer,
 * as KPIPE_NEWS_ATTEMPT says; without, when it has made room.
 *
 * A step of a process is one look at what the other side stores, with all that
 * touches only its own side; loads of tail that can but find more room later
 * are one. READERS and WRITERS make calls while slots are LEFT to be opened.
 *
 * Bugs to plant: NO_BARRIER NO_TAIL_BARRIER NO_HEAD_BARRIER NO_SETTLE
 * NO_BRIM LAST_BRIM SPAN_THEN NO_READ_CHAIN NO_WRITE_CHAIN
 */
#define MASK	3
#include "cursors.h"

#ifdef SPAN_THEN	/* asks about then what only now is known */
#define WAS_FULL(h, t)	FULL(h, t)
#else
#define WAS_FULL(h, t)	(!MEETS(h, t) && APART(h, t) >= CAP)
#endif

#ifdef ATTEMPT
#define NEWS	true
#else
#define NEWS	!FULL(h, my_tail)
#endif

byte left = LEFT;
byte rd_lock, wr_lock;			/* who holds it, or 0 */
chan read_empty = [READERS] of { byte };
chan write_full = [WRITERS] of { byte };
#define NPROC	(READERS + WRITERS + 1)
#include "queues.h"

#define UNLOCK	255
/* A store buffer holds stores of who has the lock, or had it last. */
#define NONE_OF_MINE(lock, sb)	(lock != _pid || len(sb) == 0)

active proctype memory()	/* is process 0 */
{
	byte v;
end:	do
	:: d_step { nempty(rd_sb) -> rd_sb?v;
		if :: v == UNLOCK -> rd_lock = 0 :: else -> tail = v fi; v = 0 }
	:: d_step { nempty(wr_sb) -> wr_sb?v;
		if :: v == UNLOCK -> wr_lock = 0 :: else -> head = v fi; v = 0 }
	od
}

#define WAKE(queue, lock, sb) \
	if :: WAKE_ONE(queue, NONE_OF_MINE(lock, sb)) :: empty(queue) fi

active [READERS] proctype reader()
{
	byte h, x, n, at, start;
	bool all, woken, done, wake_r, wake_w;

call:	if :: all = false :: all = true :: goto stop fi;
lock:	atomic { !rd_lock -> rd_lock = _pid;
		h = head; settle_tail(); h = 0; start = my_tail };
slot:	atomic { len(rd_sb) < 2 ->
		h = head;
		if :: MEETS(h, my_tail) && done -> goto finish
		   :: MEETS(h, my_tail) && !done ->
			h = 0; start = 0; rd_sb!UNLOCK; goto nothing
		   :: else fi;
		peek();
		n = (all -> n : 1); done = true;
		consume(n); n = 0; at = 0; h = 0;
		if :: all -> goto slot :: else fi };

finish:	atomic { MB(rd_sb) -> h = head; settle_tail();
#ifndef NO_TAIL_BARRIER
		MB(rd_sb);	/* is over at once if nothing was stored */
#endif
		wake_w = WAS_FULL(h, start) && NEWS;
#ifndef NO_READ_CHAIN
		wake_r = woken && !MEETS(h, my_tail);
#endif
		h = 0; start = 0; rd_sb!UNLOCK };
	if :: wake_w -> WAKE(write_full, rd_lock, rd_sb) :: else fi;
	if :: wake_r -> WAKE(read_empty, rd_lock, rd_sb) :: else fi;
	d_step { wake_w = false; wake_r = false };
	d_step { done = 0; all = 0; woken = 0 };
	goto call;
nothing: wait(read_empty, !MEETS(head, tail), NONE_OF_MINE(rd_lock, rd_sb));
	woken = true; goto lock;
stop:	skip
}

active [WRITERS] proctype writer()
{
	byte x, n, start;
	bool woken, brimful, wake_r, wake_w;

call:	if :: atomic { left >= 1 -> left--; n = 1; goto lock }
	   :: atomic { left >= 2 -> left = left - 2; n = 2 * PAGE; goto lock }
	   :: goto stop fi;
lock:	atomic { !wr_lock -> wr_lock = _pid; start = my_head;
		if :: !woken && n % PAGE && POS(my_head) < PAGE &&
		      SLOT(my_head) && !MEETS(my_head, tail) ->
			my_head++; n--; wr_sb!my_head; goto finish
		   :: else -> goto look fi };
slot:	atomic { len(wr_sb) < 2 ->
look:		if :: !n || UNREAD(my_head, tail) >= CAP -> goto finish
		   :: else fi;
		fill[SLOT(my_head) & MASK] = POS(my_head);
		x = (n < PAGE -> n : PAGE); n = n - x;
		my_head = CUR(SLOT(my_head) + 1, UNREAD(my_head, tail) + 1, x);
		fill[SLOT(my_head) & MASK] = 0;
#ifndef NO_BRIM
		brimful = brimful || SPAN(my_head) >= CAP;
#endif
		x = 0; wr_sb!my_head;
		if :: n -> goto slot :: else fi };

finish:	atomic { MB(wr_sb) ->
#ifndef NO_SETTLE
		if :: SLOT(my_head) != SLOT(start) -> settle_head()
		   :: else fi;
#endif
#ifdef LAST_BRIM
		brimful = SPAN(my_head) >= CAP;
#endif
#ifdef NO_WRITE_CHAIN
		woken = false;
#endif
#ifndef NO_HEAD_BARRIER
		MB(wr_sb);	/* is over at once if nothing was stored */
#endif
		wake_r = !MEETS(my_head, start) && REACHED(tail, start);
		wake_w = (woken || brimful) && UNREAD(my_head, tail) < CAP;
		brimful = false; start = 0; wr_sb!UNLOCK };
	if :: wake_r -> WAKE(read_empty, wr_lock, wr_sb) :: else fi;
	if :: wake_w -> WAKE(write_full, wr_lock, wr_sb) :: else fi;
	d_step { wake_r = false; wake_w = false };
	if :: !n -> woken = false; goto call :: else fi;
	wait(write_full, !FULL(head, tail), NONE_OF_MINE(wr_lock, wr_sb));
	woken = true; goto lock;
stop:	skip
}

active proctype at_rest()
{
	timeout ->
	assert(!rd_lock && !wr_lock);
	assert(empty(read_empty) || MEETS(head, tail));
	assert(empty(write_full) || UNREAD(head, tail) >= CAP)
}
