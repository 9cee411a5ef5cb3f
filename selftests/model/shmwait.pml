/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Claim: nobody sleeps on beside something that would end the sleep. A reader
 * takes all that one or two writers send, and comes to the end after they have
 * closed, whether it sleeps on the word or waits for the bell; a search that
 * finds it stuck finds an "invalid end state".
 *
 * Mirrors libuser/src/shmwait.c: kp_shmwait_publish(), kp_shmwait_close() and
 * kp_shmwait_wake() in the writer; sleep_once() and kp_shmwait_arm() in the
 * reader. kp_shmwait_hint() is to the reader what the close is here. Two writers
 * are two lanes of shmmpsc.c. That a sleep ends by itself after a slice is left
 * out: it would hide what is looked for. A writer that waits for room does the
 * same as a reader here.
 *
 * Bugs to plant: NO_BARRIER NO_CLOSE_BARRIER PLAIN_SET NO_RECHECK NO_COMPARE
 * LATE_CLEAR
 */
#define CELLS	5
#define HEAD(w)		((w) - 2)	/* by the writer's process */
#define CLOSED(w)	(w)
#define WAITS		4
#include "stores.h"

#define ASLEEP	1
#define EVENT	2

bool asleep, bell;
byte at[2];			/* how far the reader is */

#ifdef NO_BARRIER
#define PUBLISHED	true
#else
#define PUBLISHED	MB
#endif
#ifdef NO_CLOSE_BARRIER
#define CLOSING		true
#else
#define CLOSING		MB
#endif

/* changed(): one load after the other; goes to label when there is something. */
#ifdef NO_RECHECK
#define CHECK(label)	skip
#else
#define CHECK(label) \
	w = 2; \
	do \
	:: w < 2 + WRITERS -> \
		if :: mem[HEAD(w)] != at[HEAD(w)] -> goto label :: else fi; \
		if :: mem[CLOSED(w)] && at[HEAD(w)] == LAST && !told[HEAD(w)] \
			-> told[HEAD(w)] = true; goto label :: else fi; \
		w++ \
	:: else -> break \
	od
#endif

active proctype reader()		/* is process 1 */
{
	byte x, old, w;
	bool changed, told[2];

again:	changed = false; w = 2;
	do
	:: w < 2 + WRITERS ->
		atomic { x = mem[HEAD(w)];
			if :: x != at[HEAD(w)] -> at[HEAD(w)] = x; changed = true
			   :: else fi; x = 0; w++ }
	:: else -> break
	od;
	if :: changed -> goto again :: else fi;
	/* What came before a close is taken first, as look_for_more() does. */
	if :: at[0] == LAST && at[WRITERS - 1] == LAST && mem[CLOSED(2)] &&
	      mem[CLOSED(1 + WRITERS)] -> goto stop
	   :: else fi;
	if :: goto sleep :: goto poll fi;

sleep:
#ifdef PLAIN_SET
	atomic { old = mem[WAITS]; STORE(WAITS, old | ASLEEP) };
#else
	atomic { MB -> old = mem[WAITS]; mem[WAITS] = old | ASLEEP };
#endif
	CHECK(awake);
	atomic {
		if
#ifndef NO_COMPARE
		:: mem[WAITS] != (old | ASLEEP) -> goto awake
#endif
		:: else -> asleep = true
		fi };
	!asleep;
awake:	atomic { MB -> mem[WAITS] = mem[WAITS] & EVENT; old = 0 };
	goto again;

poll:	atomic { MB -> mem[WAITS] = mem[WAITS] | EVENT };
	CHECK(again);
	atomic { bell -> bell = false };
	goto again;
stop:	skip
}

inline wake()
{
#ifdef LATE_CLEAR
	old = mem[WAITS];
	if :: old & ASLEEP -> asleep = false :: else fi;
	if :: old & EVENT -> bell = true :: else fi;
	atomic { MB -> mem[WAITS] = 0; old = 0 }
#else
	atomic { MB -> old = mem[WAITS]; mem[WAITS] = 0 };
	if :: old & ASLEEP -> asleep = false :: else fi;
	if :: old & EVENT -> bell = true :: else fi;
	old = 0
#endif
}

active [WRITERS] proctype writer()
{
	byte n, old;

	do
	:: n < LAST -> n++; STORE(HEAD(_pid), n);
		if :: atomic { PUBLISHED && mem[WAITS] } -> wake()
		   :: atomic { PUBLISHED && !mem[WAITS] } fi
	:: else -> break
	od;
	/* It waits for an answer, and thus for the reader to have it all. */
	at[HEAD(_pid)] == LAST;
	STORE(CLOSED(_pid), 1);
	if :: atomic { CLOSING && mem[WAITS] } -> wake()
	   :: atomic { CLOSING && !mem[WAITS] } fi
}
