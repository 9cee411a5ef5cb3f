// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe with fewer tokens than there are processes that want one, as make and
 * others use it: each takes a byte, works, and puts it back. All must come to
 * their turns, with sleepers woken one at a time, in a pipe with a single slot
 * too, and no token may be lost.
 *
 * Bug: 0ddad21d3e99.
 * Planted: kpipe_read_end() wakes no reader.
 * Printed: Bail out! kpipe: no progress
 */
#include "child.h"
#include "twins.h"

enum { JOBS = 12 };

static void work(int fd[2], int turns, int number)
{
	volatile int spin;
	char token;

	for (; turns; turns--) {
		if (read(fd[0], &token, 1) != 1)
			_exit(1);
		for (spin = 0; spin < 500 * (number % 4); spin++)
			;
		if (write(fd[1], &token, 1) != 1)
			_exit(2);
	}
	_exit(0);
}

static void herd(int tokens, long size, const char *name)
{
	int turns = test_scaled(150), fd[2], left = -1, wrong = 0, i;
	pid_t pid[JOBS];

	open_pipe(fd, 0);
	MUST(resize_pipe(fd[0], size) == size);
	for (i = 0; i < JOBS; i++) {
		pid[i] = child();
		if (pid[i] == 0)
			work(fd, turns, i);
	}
	/* Two at once, for sleepers: only the first makes it not empty. */
	MUST(asleep_in(pid[JOBS - 1], SYS_read));
	for (i = 0; i < tokens; i++)
		MUST(write(fd[1], "t", 1) == 1);
	for (i = 0; i < JOBS; i++)
		wrong += reap(pid[i]) != 0;
	EQ(wrong, 0, name);
	MUST(ioctl(fd[0], FIONREAD, &left) == 0);
	EQ(left, tokens, "all tokens are there");
	close_pipe(fd);
}

static void body(void)
{
	herd(1, SLOTS * PAGE, "one token");
	herd(3, SLOTS * PAGE, "three tokens");
	herd(3, PAGE, "three tokens in one slot");
}

int main(void)
{
	return run_twice(body, 40);
}
