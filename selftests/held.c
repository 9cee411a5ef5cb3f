// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints how many pipes and pages the module holds. For run-guest, which
 * wants none after every test.
 */
#include <stdio.h>

#include <kpipe/kpipe.h>

int main(void)
{
	struct kpipe_query q = { 0 };
	int err = kp_query(&q);

	if (err < 0) {
		fprintf(stderr, "held: %s\n", kp_strerror(err));
		return 1;
	}
	printf("%llu pipes, %llu pages\n", (unsigned long long)q.pipes,
	       (unsigned long long)q.pages);
	return 0;
}
