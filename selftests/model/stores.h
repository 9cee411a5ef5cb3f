/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory with a store buffer for each of processes 1 to 3, for models in which
 * single words matter: eof.pml, spares.pml. Give CELLS, and a name to each.
 *
 * What a process stores waits in its buffer, and memory sees it later, in
 * order. A release is a STORE(), as is letting go of a lock; taking one orders
 * nothing. A process that loads what it stored itself keeps a copy.
 */
byte mem[CELLS];
chan sb[4] = [4] of { byte, byte };

#define STORE(cell, value)	sb[_pid]!cell, (value)
#define MB	(len(sb[_pid]) == 0)	/* smp_mb() */
#define LOCK(cell)	!mem[cell] -> mem[cell] = _pid

inline settle(process)
{
	sb[process]?cell, value; mem[cell] = value; cell = 0; value = 0
}

active proctype memory()		/* is process 0 */
{
	byte cell, value;
end:	do
	:: d_step { nempty(sb[1]) -> settle(1) }
	:: d_step { nempty(sb[2]) -> settle(2) }
	:: d_step { nempty(sb[3]) -> settle(3) }
	od
}
