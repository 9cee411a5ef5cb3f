/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A deadline as the timeout that channels take.
 */
#ifndef KPIPE_RPC_UNTIL_H
#define KPIPE_RPC_UNTIL_H

#include <kpipe/channel.h>

#include "../../src/deadline.h"

static inline int64_t kp_until(int64_t deadline)
{
	const struct timespec *left;
	struct timespec ts;

	left = kp_deadline_left(deadline, &ts);
	if (!left)
		return KP_FOREVER;
	return KP_SECONDS(left->tv_sec) + left->tv_nsec;
}

#endif /* KPIPE_RPC_UNTIL_H */
