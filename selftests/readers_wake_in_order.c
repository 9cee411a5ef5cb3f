// SPDX-License-Identifier: GPL-2.0-only
/* Sleeping readers are served in the order in which they fell asleep. */
#include "child.h"
#include "halves.h"

enum { READERS = 5 };

static void body(void)
{
	struct call *c[READERS];
	int fd[2], i, j, others;

	open_pipe(fd, 0);
	for (i = 0; i < READERS; i++) {
		c[i] = call_start(SYS_read, fd[0], 1, -1, 0);
		MUST(call_sleeps(c[i]));
	}
	for (i = 0; i < READERS; i++) {
		MUST(write(fd[1], "x", 1) == 1);
		EQ(reap(c[i]->pid) ?: c[i]->ret, 1, "the next one is served");
		for (others = 0, j = i + 1; j < READERS; j++)
			others += c[j]->returned;
		EQ(others, 0, "nobody else is");
	}
	for (i = 0; i < READERS; i++)
		call_end(c[i]);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
