// SPDX-License-Identifier: GPL-2.0-only
/*
 * A reader that opened a FIFO without waiting is not told of a hang-up until a
 * writer has come and gone. That belongs to the open, not to the FIFO.
 */
#include <poll.h>
#include <sys/epoll.h>

#include "fifo.h"

static int polled(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP };

	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

static void body(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int first, copy, second, waited, w, ep;
	char buf[8];

	MUST(mkfifo("f", 0600) == 0);
	first = open("f", O_RDONLY | O_NONBLOCK);
	copy = dup(first);
	ep = epoll_create1(0);
	MUST(epoll_ctl(ep, EPOLL_CTL_ADD, first, &event) == 0);
	EQ(polled(first), 0, "no writer yet: no hang-up");
	EQ(epoll_wait(ep, &event, 1, 0), 0, "nor for epoll");

	w = open("f", O_WRONLY);
	EQ(polled(first), 0, "a writer is there: none");
	MUST(write(w, "a", 1) == 1);
	EQ(polled(first), POLLIN, "a byte is there");
	close(w);
	EQ(polled(first), POLLIN | POLLHUP, "the writer has gone");
	EQ(polled(copy), POLLIN | POLLHUP, "a copy of it says the same");
	EQ(epoll_wait(ep, &event, 1, 0), 1, "and so does epoll");
	EQ(event.events, EPOLLIN | EPOLLHUP, "both");
	MUST(read(first, buf, 8) == 1);
	EQ(polled(first), POLLHUP, "nothing left but the hang-up");

	second = open("f", O_RDONLY | O_NONBLOCK);
	EQ(polled(second), 0, "a reader that has not seen that writer");
	EQ(polled(first), POLLHUP, "does not change it for the other");
	w = open("f", O_WRONLY);
	EQ(polled(first), 0, "the next writer ends the hang-up");
	waited = open("f", O_RDONLY);
	close(w);
	EQ(polled(first), POLLHUP, "gone again: the first");
	EQ(polled(second), POLLHUP, "the second");
	EQ(polled(waited), POLLHUP, "and one that opened beside a writer");
	close(waited);
	close(second);
	close(copy);
	close(first);

	/* Opened and closed without a byte. */
	first = open("f", O_RDONLY | O_NONBLOCK);
	w = open("f", O_WRONLY | O_NONBLOCK);
	close(w);
	EQ(polled(first), POLLHUP, "a writer that wrote nothing counts");
	close(first);
	close(ep);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
