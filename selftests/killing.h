/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: processes that use one end of a pipe until they are killed with -9 at
 * a random moment, a thousand of them, a few at a time.
 */
#ifndef KPIPE_KILLING_H
#define KPIPE_KILLING_H

#include "child.h"
#include "halves.h"

enum { AT_ONCE = 4 };

static inline void use_until_killed(int fd, long nr, unsigned int seed)
{
	static char buf[20000];

	/* Small ones, large ones, and such as must wait in the middle. */
	for (;; seed = seed * 1103515245 + 12345)
		if (syscall(nr, fd, buf, 1 + (seed >> 8) % sizeof(buf)) <= 0)
			_exit(1);
}

/* Returns how many processes ended otherwise than by being killed. */
static inline int kill_many(int number, int fd, int other_end, long nr)
{
	unsigned int random = 4711;
	pid_t pid[AT_ONCE] = { 0 };
	int i, j, status, wrong = 0;

	for (i = 0; i < number + AT_ONCE; i++) {
		j = i % AT_ONCE;
		if (pid[j]) {
			random = random * 1103515245 + 12345;
			usleep((random >> 8) % 1500);
			kill(pid[j], SIGKILL);
			status = reap(pid[j]);
			wrong += !WIFSIGNALED(status) ||
				 WTERMSIG(status) != SIGKILL;
			pid[j] = 0;
		}
		if (i >= number)
			continue;
		pid[j] = child();
		if (pid[j] == 0) {
			close(other_end);
			use_until_killed(fd, nr, i);
		}
	}
	return wrong;
}

#endif /* KPIPE_KILLING_H */
