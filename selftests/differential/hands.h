/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who carries out calls: the conductor, who must not sleep; hands, threads of
 * the same process, who may; and one partner, a process of its own.
 */
#ifndef DIFFERENTIAL_HANDS_H
#define DIFFERENTIAL_HANDS_H

#include <sys/types.h>

#include "call.h"

enum { CONDUCTOR, HANDS = 3, PARTNER = HANDS + 1, ALL };

struct hand {
	struct call call;
	volatile bool busy;	/* the call is under way */
	volatile bool ended;	/* and this one to be looked at */
	uint32_t turn;		/* goes up with each call given */
	pid_t id;		/* 0: not there */
	volatile int sigpipe, signals;
};

/* In shared memory, as the partner reports here. */
extern struct hand *hands;

/* What signals of O_ASYNC have come, in their order; on a kernel that may be
 * preempted just which.
 */
struct notices {
	uint32_t count;
	uint32_t hash;
};

void hands_prepare(int cpu);
/* Does a call at once, on the conductor or the hand @index. */
void hand_give(int index);
void hand_interrupt(int index, bool restart);
struct notices notices_take(void);
/* Makes the partner, who does the call given to it and then waits to die. */
void partner_start(void);
void partner_end(void);
/* The first hand from @hint on that is free, or -1. */
int hand_free(int hint);
bool hands_idle(void);

#endif /* DIFFERENTIAL_HANDS_H */
