// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll, edge-triggered: every write is an event for a reader that has been
 * polled, even when data was there already. Programs rely on it.
 *
 * Bug: 1b6b26ae7053, 3a34b13a88ca, 3b844826b6c6.
 * Planted: kpipe_write() does not care whether somebody polls.
 * Printed: not ok 4 - kpipe: a write beside unread data (came 0)
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
	struct epoll_event e = { .events = EPOLLIN | EPOLLET };
	char buf[8];
	int fd[2], ep = epoll_create1(EPOLL_CLOEXEC);

	MUST(ep >= 0);
	open_pipe(fd, O_NONBLOCK);
	MUST(epoll_ctl(ep, EPOLL_CTL_ADD, fd[0], &e) == 0);
	EQ(event(ep), 0, "empty: no event");
	MUST(write(fd[1], "a", 1) == 1);
	EQ(event(ep), EPOLLIN, "a write into the empty pipe");
	EQ(event(ep), 0, "no second event for it");
	MUST(write(fd[1], "b", 1) == 1);
	EQ(event(ep), EPOLLIN, "a write beside unread data");
	EQ(event(ep), 0, "no second event for it");
	MUST(read(fd[0], buf, 1) == 1);
	EQ(event(ep), 0, "reading is no event");
	MUST(write(fd[1], "c", 1) == 1);
	MUST(write(fd[1], "d", 1) == 1);
	EQ(event(ep), EPOLLIN, "two writes before anybody looks: one event");
	EQ(event(ep), 0, "and no other");
	MUST(read(fd[0], buf, 8) == 3);
	MUST(write(fd[1], "e", 1) == 1);
	EQ(event(ep), EPOLLIN, "after draining it works as before");
	close(fd[1]);
	EQ(event(ep), EPOLLIN | EPOLLHUP, "the last writer's close");
	EQ(event(ep), 0, "no second event for it");
	close(ep);
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
