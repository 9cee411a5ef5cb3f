// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll, edge-triggered: a writer's event comes when a full pipe gets a free
 * slot, and not at reads that free none or find the pipe not full.
 */
#include <sys/epoll.h>

#include "halves.h"

static int event(int ep)
{
	struct epoll_event e = { 0 };

	return epoll_wait(ep, &e, 1, 0) == 1 ? (int)e.events : 0;
}

static void body(void)
{
	struct epoll_event e = { .events = EPOLLOUT | EPOLLET };
	static char page[PAGE];
	int fd[2], i, ep = epoll_create1(EPOLL_CLOEXEC);

	MUST(ep >= 0);
	open_pipe(fd, O_NONBLOCK);
	MUST(epoll_ctl(ep, EPOLL_CTL_ADD, fd[1], &e) == 0);
	EQ(event(ep), EPOLLOUT, "the state at the start");
	EQ(event(ep), 0, "once");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(event(ep), 0, "full");
	MUST(read(fd[0], page, 1) == 1);
	EQ(event(ep), 0, "a byte read: no slot is free");
	MUST(read(fd[0], page, PAGE - 1) == PAGE - 1);
	EQ(event(ep), EPOLLOUT, "the page's last byte read: a slot is free");
	EQ(event(ep), 0, "one event");
	MUST(read(fd[0], page, PAGE) == PAGE);
	EQ(event(ep), 0, "another slot, but the pipe was not full");
	for (i = 0; i < 2; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	MUST(read(fd[0], page, PAGE) == PAGE);
	EQ(event(ep), EPOLLOUT, "full once more and a slot freed");
	close(fd[0]);
	EQ(event(ep), EPOLLOUT | EPOLLERR, "the last reader's close");
	close(ep);
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
