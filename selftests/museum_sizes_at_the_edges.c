// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sizes at which a pipe's number of pages comes out wrong when it is computed
 * in too few bits, or rounded by too little.
 *
 * Bug: Sizes above 4 GiB given to F_SETPIPE_SZ.
 * Planted: kpipe_slots() keeps the size in 32 bits.
 * Printed: not ok 10 - kpipe: 4 GiB (came 4096)
 */
#include "twins.h"

#define TWO_GIB 0x80000000ULL

static void body(void)
{
	int fd[2];

	open_pipe(fd, 0);
	EQ(size_of_pipe(fd[0]), SLOTS * PAGE, "a new pipe");
	EQ(resize_pipe(fd[0], 0), PAGE, "0: a page");
	EQ(resize_pipe(fd[0], 1), PAGE, "1: a page");
	EQ(resize_pipe(fd[0], PAGE), PAGE, "a page");
	EQ(resize_pipe(fd[0], PAGE + 1), 2 * PAGE, "one byte more: two");
	EQ(resize_pipe(fd[0], 2 * PAGE + 1), 4 * PAGE, "powers of two");
	/* By whether the right to it is there. */
	OK(resize_pipe(fd[0], TWO_GIB) == -1 &&
	   (errno == ENOMEM || errno == EPERM), "2 GiB: too much");
	ERR(resize_pipe(fd[0], TWO_GIB + 1), EINVAL, "a byte more: never");
	ERR(resize_pipe(fd[0], UINT32_MAX), EINVAL, "all of 32 bits");
	/* Since 6.5 fcntl() looks at 32 bits only, and kpipe does as it does. */
	if (kernel_older_than(6, 5)) {
		ERR(resize_pipe(fd[0], 2 * TWO_GIB), EINVAL, "4 GiB");
		ERR(resize_pipe(fd[0], 2 * TWO_GIB + PAGE), EINVAL,
		    "and a page");
		ERR(resize_pipe(fd[0], 1ULL << 63), EINVAL, "a sign alone");
	} else {
		not_on_this_kernel("4 GiB");
	}
	ERR(resize_pipe(fd[0], ~0ULL), EINVAL, "-1");
	EQ(size_of_pipe(fd[1]), 4 * PAGE, "no failure has changed the size");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
