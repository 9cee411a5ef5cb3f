// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll, edge-triggered, on one file for both directions: a read() that takes
 * part of a slot of a full pipe makes no room. Until 6.13 it is an event all
 * the same, and the other direction's state comes with it; since then it is
 * none. The module does as the kernel it runs on.
 */
#include <sys/epoll.h>

#include "halves.h"
#include "reopen.h"

static int event(int ep)
{
	struct epoll_event e = { 0 };

	return epoll_wait(ep, &e, 1, 0) == 1 ? (int)e.events : 0;
}

static void body(void)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
	int fd[2], both, i, ep = epoll_create1(EPOLL_CLOEXEC);
	static char page[PAGE];

	MUST(ep >= 0);
	open_pipe(fd, O_NONBLOCK);
	both = reopen(fd[0], O_RDWR | O_NONBLOCK);
	MUST(both >= 0 && epoll_ctl(ep, EPOLL_CTL_ADD, both, &e) == 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(event(ep), EPOLLIN, "full");
	EQ(event(ep), 0, "once");
	MUST(read(fd[0], page, 1) == 1);
	EQ(event(ep), kernel_older_than(6, 14) ? EPOLLIN : 0, "a byte read");
	MUST(read(fd[0], page, PAGE - 1) == PAGE - 1);
	EQ(event(ep), EPOLLIN | EPOLLOUT, "the rest of the page read");
	close(both);
	close(ep);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
