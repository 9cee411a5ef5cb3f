// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Sleeps between looks.
 */
#include <errno.h>
#include <sys/timerfd.h>

#include "deadline.h"
#include "nap.h"

int64_t kp_nap_end(int64_t length, int64_t deadline)
{
	int64_t end = kp_deadline(length);

	return end < deadline ? end : deadline;
}

int kp_nap(const struct kp_attendance *attendance, int64_t length,
	   int64_t deadline)
{
	int64_t end = kp_nap_end(length, deadline);
	int result = kp_attend_wait(attendance, -1, 0, end);

	return result == -ETIMEDOUT && end != deadline ? 0 : result;
}

int64_t kp_nap_longer(int64_t length)
{
	return length * 2 < KP_NAP_LONGEST ? length * 2 : KP_NAP_LONGEST;
}

int kp_nap_timer(void)
{
	int timer = timerfd_create(CLOCK_MONOTONIC,
				   TFD_CLOEXEC | TFD_NONBLOCK);

	return timer < 0 ? -errno : timer;
}

void kp_nap_arm(int timer)
{
	static const struct itimerspec once = {
		.it_value.tv_nsec = KP_NAP_LONGEST,
	};

	timerfd_settime(timer, 0, &once, NULL);
}
