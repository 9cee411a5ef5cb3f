// SPDX-License-Identifier: GPL-2.0-only
/*
 * A splice that waits is woken together with the first of those who wait in
 * line, and before it: it gets what a reader has waited for longer. All run on
 * one processor with real-time priority, so that who is woken first also runs
 * first.
 *
 * Found by the differential test.
 */
#include "child.h"
#include "halves.h"
#include "urgent.h"

enum { SHORTLY = 100000 };

/* A splice to another pipe of the kernel, by a child. */
static struct call *splice_start(int from, int to)
{
	struct call *c = shared(sizeof(*c));
	pid_t pid;

	pid = child();
	if (pid == 0) {
		c->ret = splice(from, NULL, to, NULL, 1, 0);
		c->returned = 1;
		_exit(0);
	}
	c->pid = pid;
	return c;
}

static void body(void)
{
	struct call *reader, *splicer;
	int fd[2], to[2];

	if (!in_order())
		return;
	open_pipe(fd, 0);
	MUST(pipe(to) == 0);
	reader = call_start(SYS_read, fd[0], 1, -1, 0);
	MUST(call_sleeps(reader));
	splicer = splice_start(fd[0], to[1]);
	MUST(asleep_in(splicer->pid, SYS_splice));

	MUST(write(fd[1], "x", 1) == 1);
	usleep(SHORTLY);
	EQ(splicer->ret, 1, "the splice gets the byte");
	EQ(reader->returned, 0, "the reader sleeps on");
	MUST(write(fd[1], "x", 1) == 1);
	EQ(reap(reader->pid), 0, "the next one is the reader's");
	kill(splicer->pid, SIGKILL);
	reap(splicer->pid);
	call_end(reader);
	call_end(splicer);
	close_pipe(fd);
	close_pipe(to);
}

int main(void)
{
	return run_twice(body, 30);
}
