// SPDX-License-Identifier: GPL-2.0-only
/*
 * After tee two pipes refer to one page, and neither may append to it what the
 * other one would see, or write over what the other one appended.
 *
 * Bug: a0ce2f0aa6ad.
 * Planted: kpipe_link_share() passes on all flags of the slot.
 * Printed: not ok 3 - kpipe: its own
 */
#include "twins.h"

static void body(void)
{
	char buf[8] = "";
	int a[2], b[2];

	open_pipe(a, O_NONBLOCK);
	open_pipe(b, O_NONBLOCK);
	MUST(write(a[1], "a", 1) == 1);
	EQ(tee_pipe(a[0], b[1], 100, 0), 1, "tee of one byte");
	MUST(write(a[1], "b", 1) == 1);
	MUST(write(b[1], "c", 1) == 1);
	EQ(read(a[0], buf, 8), 2, "two bytes in the original");
	OK(!memcmp(buf, "ab", 2), "its own");
	EQ(read(b[0], buf, 8), 2, "two bytes in the copy");
	OK(!memcmp(buf, "ac", 2), "its own");
	close_pipe(a);
	close_pipe(b);
}

int main(void)
{
	return run_twice(body, 20);
}
