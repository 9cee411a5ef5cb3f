// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limit on the size of a pipe binds from the start: a new one is not larger
 * than its user could make it.
 *
 * Bug: 086e774a57fb.
 * Planted: kpipe_charge_usual() does not look at max_size.
 * Printed: not ok 2 - kpipe: a pipe of the largest size allowed (came 16)
 */
#include "limits.h"

static const char *parameter(void)
{
	return native() ? "/proc/sys/fs/pipe-max-size" :
			  "/sys/module/kpipe/parameters/max_size";
}

static long set_max_size(long value)
{
	FILE *f = fopen(parameter(), "r+");
	long old = 0;

	MUST(f && fscanf(f, "%ld", &old) == 1);
	rewind(f);
	MUST(fprintf(f, "%ld", value) > 0 && fclose(f) == 0);
	return old;
}

static void new_pipe(void *arg)
{
	int *pages = arg, fd[2];

	*pages = pages_of_new_pipe(fd);
	close_pipe(fd);
}

static void body(void)
{
	int *pages = shared(sizeof(*pages));
	long old = set_max_size(4 * PAGE);

	with_limits(1024 * SLOTS, 0, new_pipe, pages);
	EQ(*pages, 4, "a pipe of the largest size allowed");
	new_pipe(pages);
	EQ(*pages, SLOTS, "root has no limit");
	set_max_size(old);
	munmap(pages, sizeof(*pages));
}

int main(void)
{
	return limits_can_be_set() ? run_twice(body, 30) : test_end();
}
