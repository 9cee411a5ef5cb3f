// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll, edge-triggered: a write beside unread data that has to wait for room is
 * an event when it ends, and not before it sleeps.
 *
 * Found by the differential test.
 */
#include <sys/epoll.h>

#include "child.h"
#include "halves.h"

static void body(void)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLET };
	int fd[2], ep = epoll_create1(EPOLL_CLOEXEC);
	struct call *writer;
	char page[PAGE];

	MUST(ep >= 0);
	open_pipe(fd, 0);
	MUST(epoll_ctl(ep, EPOLL_CTL_ADD, fd[0], &e) == 0);
	MUST(write(fd[1], "a", 1) == 1);
	EQ(epoll_wait(ep, &e, 1, 0), 1, "an event for the first write");
	writer = call_start(SYS_write, fd[1], SLOTS * PAGE, -1, 0);
	MUST(call_sleeps(writer));
	EQ(epoll_wait(ep, &e, 1, 0), 0, "no event while the writer sleeps");
	MUST(read(fd[0], page, 1) == 1);
	EQ(reap(writer->pid), 0, "it writes the rest");
	EQ(epoll_wait(ep, &e, 1, 0), 1, "and that is one");
	call_end(writer);
	close(ep);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
