// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints how many pipes and pages the module holds; for run-guest, which wants
 * none after every test. With --past, how many bytes were read from pipes that
 * are gone; for programs.sh, as kpipe info takes longer than what it measures.
 */
#include <stdio.h>
#include <string.h>

#include <kpipe/kpipe.h>

int main(int argc, char **argv)
{
	struct kpipe_query q = { 0 };
	int err = kp_query(&q);

	if (err < 0) {
		fprintf(stderr, "held: %s\n", kp_strerror(err));
		return 1;
	}
	if (argc > 1 && !strcmp(argv[1], "--past")) {
		printf("%llu\n", (unsigned long long)q.past_bytes);
		return 0;
	}
	printf("%llu pipes, %llu pages\n", (unsigned long long)q.pipes,
	       (unsigned long long)q.pages);
	return 0;
}
