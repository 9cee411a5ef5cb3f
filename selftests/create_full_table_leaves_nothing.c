// SPDX-License-Identifier: GPL-2.0-only
/* EMFILE with no free descriptor and with one: nothing is made or taken. */
#include <sys/resource.h>

#include "halves.h"

static void with_room(int room, const char *name)
{
	int lowest = dup(0);
	int fd[2] = { -7, -7 };
	struct rlimit old, tight;

	close(lowest);
	MUST(getrlimit(RLIMIT_NOFILE, &old) == 0);
	tight = old;
	tight.rlim_cur = lowest + room;
	MUST(setrlimit(RLIMIT_NOFILE, &tight) == 0);
	ERR(make_pipe(fd, 0), EMFILE, name);
	EQ(fd[0], -7, "the caller's array is untouched");
	if (room)
		EQ(dup(0), lowest, "the free descriptor is still free");
	ERR(dup(0), EMFILE, "the table is as full as before");
	MUST(setrlimit(RLIMIT_NOFILE, &old) == 0);
	if (room)
		close(lowest);
	if (!native())
		EQ(query().pipes, 0, "no pipe exists");
	open_pipe(fd, 0);
	EQ(fd[0], lowest, "the next pipe starts where this one would have");
	EQ(fd[1], lowest + 1, "and ends right behind");
	close_pipe(fd);
}

static void body(void)
{
	with_room(0, "no free descriptor");
	with_room(1, "one free descriptor");
}

int main(void)
{
	return run_twice(body, 20);
}
