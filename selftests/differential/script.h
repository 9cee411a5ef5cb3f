/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A script, and what two worlds made of it.
 */
#ifndef DIFFERENTIAL_SCRIPT_H
#define DIFFERENTIAL_SCRIPT_H

#include "hands.h"
#include "world.h"

/* A script has at most SCRIPT operations; then all ends are closed, and who
 * still sleeps is interrupted.
 */
enum { SCRIPT = 400, STEPS = SCRIPT + WORLD_FDS + 16 };

/* What one operation brought about. Compared as memory. */
struct step {
	struct result of[ALL];	/* of the calls that ended */
	struct notices notices;
	uint32_t unread;	/* bytes left behind a write into nowhere */
	uint32_t asleep;	/* who is, afterwards */
};

/* What a world reports, in shared memory. */
struct report {
	int steps;
	bool complete;
	struct step step[STEPS];
};

/* Runs the script, in this process, and does not return. */
void script_play(struct world *w, const char *folder, int cpu,
		 const struct op *ops, int count, struct report *report);

#endif /* DIFFERENTIAL_SCRIPT_H */
