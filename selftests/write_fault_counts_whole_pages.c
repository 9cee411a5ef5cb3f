// SPDX-License-Identifier: GPL-2.0-only
/*
 * A write from bad memory returns the bytes of the pages it filled whole; a
 * page at which copying failed leaves no trace in the pipe.
 */
#include <poll.h>

#include "bad_memory.h"

static char out[4 * PAGE];

static bool readable(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

/* Until 6.15 the native pipe left a slot of length zero, seen by poll. */
static void leaves_no_slot(int fd, const char *name)
{
	if (native() && kernel_older_than(6, 15))
		not_on_this_kernel(name);
	else
		OK(!readable(fd), name);
}

static void body(void)
{
	char *good;
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	ERR(write(fd[1], (void *)-PAGE, 10), EFAULT, "a kernel address");
	ERR(write(fd[1], nowhere, 10), EFAULT, "no memory at all");
	EQ(unread(fd[0]), 0, "nothing went in");
	leaves_no_slot(fd[0], "poll sees nothing to read");
	ERR(read(fd[0], out, 1), EAGAIN, "there is nothing to read");

	good = before_hole(10);
	memcpy(good, "0123456789", 10);
	ERR(write(fd[1], good, 20), EFAULT, "the second half is bad");
	EQ(unread(fd[0]), 0, "the first half did not go in either");
	leaves_no_slot(fd[0], "poll sees nothing to read");
	MUST(write(fd[1], "a", 1) == 1);
	ERR(write(fd[1], good, 20), EFAULT, "the same when it would merge");
	EQ(unread(fd[0]), 1, "the page keeps its length");
	EQ(write(fd[1], good, 10), 10, "the good half alone merges");
	EQ(read(fd[0], out, 20), 11, "and comes out");
	OK(!memcmp(out, "a0123456789", 11), "without a trace of the failure");
	forget_hole(good, 10);
	close_pipe(fd);

	good = before_hole(PAGE + 2048);
	memset(good, 'g', PAGE + 2048);
	open_pipe(fd, O_NONBLOCK);
	EQ(write(fd[1], good, 3 * PAGE), PAGE, "one page and a half is good");
	EQ(unread(fd[0]), PAGE, "a page went in");
	MUST(write(fd[1], "z", 1) == 1);
	EQ(read(fd[0], out, sizeof(out)), PAGE + 1, "and one byte behind it");
	EQ(out[PAGE - 1], 'g', "the page's last byte");
	EQ(out[PAGE], 'z', "the byte written next");
	leaves_no_slot(fd[0], "the pipe is empty");
	close_pipe(fd);
	forget_hole(good, PAGE + 2048);
}

int main(void)
{
	return run_twice(body, 20);
}
