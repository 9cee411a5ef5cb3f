// SPDX-License-Identifier: GPL-2.0-only
/* epoll, level-triggered: an event as long as the state lasts. */
#include <sys/epoll.h>

#include "halves.h"

static int event(int ep)
{
	struct epoll_event e = { 0 };

	return epoll_wait(ep, &e, 1, 0) == 1 ? (int)e.events : 0;
}

static int watch(int fd, unsigned int events)
{
	struct epoll_event e = { .events = events };
	int ep = epoll_create1(EPOLL_CLOEXEC);

	MUST(ep >= 0 && epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) == 0);
	return ep;
}

static void body(void)
{
	static char page[PAGE];
	int fd[2], in, out, i;

	open_pipe(fd, O_NONBLOCK);
	in = watch(fd[0], EPOLLIN);
	out = watch(fd[1], EPOLLOUT);
	EQ(event(in), 0, "empty: nothing to read");
	EQ(event(out), EPOLLOUT, "room to write");
	MUST(write(fd[1], "ab", 2) == 2);
	EQ(event(in), EPOLLIN, "two bytes");
	EQ(event(in), EPOLLIN, "asked again: still there");
	MUST(read(fd[0], page, 1) == 1);
	EQ(event(in), EPOLLIN, "one byte left");
	MUST(read(fd[0], page, 1) == 1);
	EQ(event(in), 0, "drained");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(event(out), 0, "full");
	MUST(read(fd[0], page, 1) == 1);
	EQ(event(out), 0, "a byte read: still full");
	MUST(read(fd[0], page, PAGE - 1) == PAGE - 1);
	EQ(event(out), EPOLLOUT, "a slot is free");
	close(fd[1]);
	EQ(event(in), EPOLLIN | EPOLLHUP, "no writer, but data");
	close(in);
	close(out);
	close(fd[0]);

	open_pipe(fd, O_NONBLOCK);
	out = watch(fd[1], EPOLLOUT);
	close(fd[0]);
	EQ(event(out), EPOLLOUT | EPOLLERR, "no reader");
	close(out);
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
