// SPDX-License-Identifier: GPL-2.0-only
/*
 * Edge-triggered epoll on a FIFO: bytes that wait there are reported again when
 * the first writer opens it, but not for the second.
 */
#include <sys/epoll.h>

#include "fifo.h"

static void body(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int r, w, second, ep;

	MUST(mkfifo("f", 0600) == 0);
	r = open("f", O_RDONLY | O_NONBLOCK);
	ep = epoll_create1(0);
	MUST(epoll_ctl(ep, EPOLL_CTL_ADD, r, &event) == 0);
	w = open("f", O_WRONLY);
	MUST(write(w, "a", 1) == 1);
	EQ(epoll_wait(ep, &event, 1, 0), 1, "a byte");
	EQ(epoll_wait(ep, &event, 1, 0), 0, "reported once");
	close(w);
	EQ(epoll_wait(ep, &event, 1, 0), 1, "the writer goes");
	EQ(event.events, EPOLLIN | EPOLLHUP, "with the byte still there");
	EQ(epoll_wait(ep, &event, 1, 0), 0, "reported once");
	w = open("f", O_WRONLY);
	EQ(epoll_wait(ep, &event, 1, 0), 1, "the first writer comes");
	EQ(event.events, EPOLLIN, "and there is a byte");
	second = open("f", O_WRONLY);
	EQ(epoll_wait(ep, &event, 1, 0), 0, "a second one is no event");
	close(second);
	EQ(epoll_wait(ep, &event, 1, 0), 0, "nor that it goes");
	close(w);
	close(ep);
	close(r);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
