// SPDX-License-Identifier: GPL-2.0-only
/*
 * A partner that opens a FIFO and closes it at once releases who waits in open,
 * whether that one has run meanwhile or not. Catches a wait for the number of
 * ends, which is zero again, instead of the number of opens.
 *
 * Bug: Open counters.
 * Planted: kpipe_wait_peer() waits for the number of ends, not of opens.
 * Printed: not ok 1 - kpipe: everybody who waited was released (came 1)
 */
#include "fifo.h"

static void visit(int flags, int visitor)
{
	int rounds = test_scaled(60), lost = 0, i, fd;
	struct opening *o;

	for (i = 0; i < rounds && !lost; i++) {
		o = open_start("f", flags);
		MUST(open_sleeps(o));
		fd = open("f", visitor);
		MUST(fd >= 0 && close(fd) == 0);
		lost += !open_returns(o) || o->fd < 0;
		open_end(o);
	}
	EQ(lost, 0, "everybody who waited was released");
}

/* Stopped, the one that waits cannot run before the partner has gone. */
static void visit_stopped(int flags, int visitor)
{
	struct opening *o = open_start("f", flags);
	int fd, status;

	MUST(open_sleeps(o));
	MUST(kill(o->pid, SIGSTOP) == 0);
	MUST(waitpid(o->pid, &status, WUNTRACED) == o->pid);
	fd = open("f", visitor | O_NONBLOCK);
	/* A stop signal takes it out of open for a while, and its end away. */
	if (fd >= 0)
		close(fd);
	MUST(kill(o->pid, SIGCONT) == 0);
	if (fd < 0) {
		OK(open_sleeps(o), "not counted while stopped: it waits anew");
		fd = open("f", visitor);
		close(fd);
	}
	OK(open_returns(o) && o->fd >= 0, "released");
	open_end(o);
}

static void body(void)
{
	MUST(mkfifo("f", 0600) == 0);
	visit(O_RDONLY, O_WRONLY);
	visit(O_WRONLY, O_RDONLY);
	visit(O_RDONLY, O_RDWR);
	visit(O_WRONLY, O_RDWR);
	visit_stopped(O_RDONLY, O_WRONLY);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 100);
}
