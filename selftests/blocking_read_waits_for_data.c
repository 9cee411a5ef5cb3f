// SPDX-License-Identifier: GPL-2.0-only
/* A reader of an empty pipe sleeps; the first byte, or the end, wakes it. */
#include "child.h"
#include "snap.h"

static void body(void)
{
	struct call *c;
	int fd[2];

	open_pipe(fd, 0);
	c = call_start(SYS_read, fd[0], 100, fd[1], 0);
	OK(call_sleeps(c), "the reader falls asleep");
	if (!native()) {
		OK(sleepers(fd[0], 1, 0), "in read-empty");
		EQ(snap(fd[0]).read_side.sleeps, 1, "once");
	}
	EQ(write(fd[1], "x", 1), 1, "one byte comes");
	EQ(reap(c->pid), 0, "the reader returns");
	EQ(c->ret, 1, "with that byte, without waiting for more");
	EQ(c->data[0], 'x', "it is the byte");
	call_end(c);

	c = call_start(SYS_read, fd[0], 100, fd[1], 0);
	OK(call_sleeps(c), "a reader falls asleep");
	EQ(write(fd[1], "x", 0), 0, "an empty write");
	OK(call_sleeps(c), "does not wake it");
	close(fd[1]);
	EQ(reap(c->pid), 0, "the last close does");
	EQ(c->ret, 0, "end of file");
	call_end(c);
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
