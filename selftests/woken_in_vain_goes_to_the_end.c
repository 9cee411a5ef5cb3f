// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several writers wait in line. On kernels before 6.14 each read from a full pipe
 * wakes the first, and who finds no room goes to the end of the line.
 *
 * Found by the differential test.
 */
#include "child.h"
#include "halves.h"
#include "urgent.h"

static void body(void)
{
	struct call *first, *second;
	char bytes[PAGE];
	int fd[2];

	if (!in_order())
		return;
	if (!kernel_older_than(6, 14)) {
		not_on_this_kernel("whom a read wakes in vain");
		return;
	}
	open_pipe(fd, 0);
	fill_pipe(fd[1]);
	first = call_start(SYS_write, fd[1], PAGE, -1, 0);
	MUST(call_sleeps(first));
	second = call_start(SYS_write, fd[1], PAGE, -1, 0);
	MUST(call_sleeps(second));

	MUST(read(fd[0], bytes, 1) == 1);
	MUST(call_sleeps(first) && call_sleeps(second));
	MUST(read(fd[0], bytes, PAGE - 1) == PAGE - 1);
	EQ(reap(second->pid), 0, "a writer goes on");
	EQ(second->returned, 1, "the second one is next");
	EQ(first->returned, 0, "the first one has gone to the end");
	kill(first->pid, SIGKILL);
	reap(first->pid);
	call_end(first);
	call_end(second);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
