/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim: a reader meets the end of the file, and a poller a hang-up without
 * data, only after all that the writers wrote; and the last close of a side
 * wakes everybody who sleeps on the other.
 *
 * Mirrors kpipe_release() with kpipe_uncount(), kpipe_wake_all(), kpipe_wait()
 * with kpipe_spin() and kpipe_site_over(), and the order of loads in
 * kpipe_read_into(), kpipe_write() and kpipe_poll(). About the release of
 * pipe->writers in kpipe_uncount() and its two acquires; that kpipe_wake_all()
 * needs no barrier, as it looks under the queue's lock; and that who closes the
 * last end of all has nobody to wake.
 *
 * Two writers, one reader that closes when it likes, one poller. Slots of one
 * byte, capacity 1; cursors are plain slot numbers here.
 *
 * Bugs to plant: NO_RELEASE READ_SWAPPED POLL_SWAPPED NO_WAKE_ALL UNLOCKED_LOOK
 */
#define CAP	1
#define CALLS	1		/* writes of each writer, at most */

#define HEAD		0
#define TAIL		1
#define READERS		2	/* these two count who has closed */
#define WRITERS		3
#define WR_LOCK		4
#define ENDS_LOCK	5
#define QUEUE_LOCK	6
#define CELLS		7
#include "stores.h"

#define head	mem[HEAD]
#define tail	mem[TAIL]
#define readers	(1 - mem[READERS])
#define writers	(2 - mem[WRITERS])

byte my_head, my_tail;
chan read_empty = [1] of { byte };
chan write_full = [2] of { byte };
#define NPROC	4
#include "queues.h"

#ifdef NO_RELEASE	/* nor the barrier that happens to stand before it */
#define MB_WRITTEN	true
#define STORE_COUNT	mem[side] = x
#else
#define MB_WRITTEN	MB
#define STORE_COUNT	STORE(side, x)
#endif

#define UNLOCKED	!mem[QUEUE_LOCK] && MB
#define NOBODY	empty(read_empty) && empty(write_full)

inline wake(queue)
{
	atomic { !mem[QUEUE_LOCK] -> if :: WAKE_ONE(queue, MB) :: empty(queue) fi }
}

inline wake_all()
{
	atomic { LOCK(QUEUE_LOCK) };
	do
	:: WAKE_ONE(read_empty, MB)
	:: WAKE_ONE(write_full, MB)
	:: atomic { NOBODY -> STORE(QUEUE_LOCK, 0); break }
	od
}

/* ends: how many there are of this side; others: of the other one. */
inline release(side, ends, other, others)
{
	atomic { LOCK(ENDS_LOCK); x = mem[side] + 1; y = mem[other];
		STORE_COUNT; STORE(ENDS_LOCK, 0) };
	if
#ifdef NO_WAKE_ALL
	:: skip
#else
#ifdef UNLOCKED_LOOK
	:: NOBODY
#endif
	:: x == ends && y == others	/* kpipe_discard() */
	:: (x == ends) != (y == others) -> wake_all()
	:: x < ends && y < others
#endif
	fi
}

active [2] proctype writer()	/* are 1 and 2 */
{
	byte x, y, calls;
	bool wrote, r;

	do
	:: break
	:: calls < CALLS ->
again:		atomic { LOCK(WR_LOCK) };
		r = (readers > 0);
		if
		:: atomic { r && my_head - tail < CAP ->
			my_head++; STORE(HEAD, my_head); wrote = true }
		:: !r || my_head - tail >= CAP
		fi;
		atomic { MB_WRITTEN -> STORE(WR_LOCK, 0) };
		if
		/* With room for one slot, who writes finds the pipe empty. */
		:: wrote -> wrote = false; calls++; wake(read_empty)
		:: !wrote && r ->
			wait(write_full, (head - tail < CAP || !readers), UNLOCKED);
			goto again
		:: !wrote && !r -> break		/* -EPIPE */
		fi
	od;
	r = false;
	release(WRITERS, 2, READERS, 1)
}

active proctype reader()	/* is 3 */
{
	byte x, y, h;
	bool w;

	do
	:: break			/* closes when it likes */
	::
#ifdef READ_SWAPPED
	   h = head;
	   w = (writers > 0);
#else
	   w = (writers > 0);
	   h = head;
#endif
	   if
	   :: h != my_tail -> d_step { my_tail++; STORE(TAIL, my_tail) };
		MB;
		wake(write_full)
	   :: h == my_tail && !w -> assert(my_tail == my_head); break
	   :: else -> wait(read_empty, (head != tail || !writers), UNLOCKED)
	   fi
	od;
	h = 0;
	release(READERS, 1, WRITERS, 2)
}

/* Head and tail are of one moment: span.pml is about that. */
active proctype poller()
{
	byte h = 255;		/* where the pipe was seen empty */
	bool w;

#ifndef POLL_SWAPPED
	w = (writers > 0);
#endif
	if :: d_step { head == tail -> h = head }
	   :: head != tail
	fi;
#ifdef POLL_SWAPPED
	w = (writers > 0);
#endif
	/* A hang-up and no data: there was none left. */
	assert(w || h == 255 || h == my_head)
}

active proctype at_rest()
{
	timeout -> assert(NOBODY)
}
