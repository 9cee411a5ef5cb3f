// SPDX-License-Identifier: GPL-2.0-only
/*
 * A writer asleep in the middle of a large write holds nothing that readers,
 * pollers or other writers with O_NONBLOCK need; likewise a sleeping reader.
 */
#include <poll.h>

#include "child.h"
#include "halves.h"
#include "reopen.h"

static void body(void)
{
	static char buf[2 * SLOTS * PAGE];
	struct pollfd p;
	struct call *c;
	int fd[2], w, r, n, i;

	open_pipe(fd, 0);
	w = reopen(fd[1], O_WRONLY | O_NONBLOCK);
	r = reopen(fd[0], O_RDONLY | O_NONBLOCK);
	MUST(w >= 0 && r >= 0);
	c = call_start(SYS_write, fd[1], SLOTS * PAGE + 1, -1, 0);
	OK(call_sleeps(c), "a writer is asleep");
	ERR(write(w, "x", 1), EAGAIN, "another does not wait for it");
	p = (struct pollfd){ .fd = w, .events = POLLOUT };
	EQ(poll(&p, 1, 0), 0, "nor does poll");
	EQ(ioctl(w, FIONREAD, &n) ?: n, SLOTS * PAGE, "nor FIONREAD");
	EQ(fcntl(w, F_SETFL, O_NONBLOCK | O_DIRECT), 0, "nor F_SETFL");
	EQ(read(r, buf, PAGE), PAGE, "nor does a reader");
	EQ(reap(c->pid) ?: c->ret, SLOTS * PAGE + 1, "the writer ends");
	call_end(c);
	for (i = 0; i < 2 * SLOTS && read(r, buf, sizeof(buf)) > 0; i++)
		;

	c = call_start(SYS_read, fd[0], 1, -1, 0);
	OK(call_sleeps(c), "a reader is asleep");
	ERR(read(r, buf, 1), EAGAIN, "another does not wait for it");
	p = (struct pollfd){ .fd = r, .events = POLLIN };
	EQ(poll(&p, 1, 0), 0, "nor does poll");
	EQ(write(w, "x", 1), 1, "nor does a writer");
	EQ(reap(c->pid) ?: c->ret, 1, "the reader ends");
	call_end(c);
	close(r);
	close(w);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
