/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Waiting for what nobody announces: by looking again and again, often at
 * first and then ever less, down to a bound that costs next to nothing.
 */
#ifndef KPIPE_NAP_H
#define KPIPE_NAP_H

#include <stdint.h>

#include "attend.h"

/* Between two looks, in nanoseconds. */
#define KP_NAP_FIRST	((int64_t)50 * 1000)
#define KP_NAP_LONGEST	((int64_t)5 * 1000 * 1000)
/* Where a wake-up comes, too, unless somebody was killed who owed it. */
#define KP_NAP_WATCH	((int64_t)250 * 1000 * 1000)

/* Sleeps so long, at most until the deadline or until the other side of the
 * attendance goes or wakes us. Returns 0 when it is time to look again, 1 when
 * the other side is gone; -EAGAIN, -ETIMEDOUT, -EINTR.
 */
int kp_nap(const struct kp_attendance *attendance, int64_t length,
	   int64_t deadline);
/* How long to sleep after a nap in vain that was so long. */
int64_t kp_nap_longer(int64_t length);

/* The earlier of the deadline and so many nanoseconds from now. */
int64_t kp_nap_end(int64_t length, int64_t deadline);

/* For those who poll: a timer, and setting it for the next look. */
int kp_nap_timer(void);
void kp_nap_arm(int timer);

#endif /* KPIPE_NAP_H */
