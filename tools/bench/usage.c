// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks the kernel what this process has used.
 */
#include <sys/resource.h>

#include "clock.h"
#include "usage.h"

static uint64_t ns_of(const struct timeval *time)
{
	return time->tv_sec * NS_PER_SECOND + time->tv_usec * 1000ULL;
}

struct usage usage_now(void)
{
	struct rusage rusage;

	getrusage(RUSAGE_SELF, &rusage);
	return (struct usage){
		.cpu_ns = clock_ns_of(CLOCK_PROCESS_CPUTIME_ID),
		.user_ns = ns_of(&rusage.ru_utime),
		.system_ns = ns_of(&rusage.ru_stime),
		.voluntary = rusage.ru_nvcsw,
		.involuntary = rusage.ru_nivcsw,
	};
}

struct usage usage_since(const struct usage *start)
{
	struct usage now = usage_now();

	now.cpu_ns -= start->cpu_ns;
	now.user_ns -= start->user_ns;
	now.system_ns -= start->system_ns;
	now.voluntary -= start->voluntary;
	now.involuntary -= start->involuntary;
	return now;
}

void usage_add(struct usage *sum, const struct usage *more)
{
	sum->cpu_ns += more->cpu_ns;
	sum->user_ns += more->user_ns;
	sum->system_ns += more->system_ns;
	sum->voluntary += more->voluntary;
	sum->involuntary += more->involuntary;
}
