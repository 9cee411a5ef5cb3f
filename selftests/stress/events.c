// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load of the stress tier that lives on events: one member writes now to
 * one pipe and now to another, the next one sleeps in an edge-triggered epoll
 * and reads what there is. An event that is lost is never told again.
 */
#include <sys/epoll.h>

#include "stress.h"

static void write_side(struct family *f)
{
	unsigned long long position[2] = { 0, 0 };
	int i;

	for (i = 0; i < 2; i++)
		close(f->fd[i][0]);
	begin(f);
	while (go_on(f)) {
		i = dice(f, 2);
		if (put(f, f->fd[i][1], &position[i]) < 0 &&
		    !bearable(f, "write"))
			return;
	}
}

/* Reads until there is nothing more; false when nothing will come. */
static bool empty_it(struct family *f, int i, unsigned long long *position)
{
	long ret;

	do {
		ret = take(f, f->fd[i][0], position);
	} while (ret > 0 ||
		 (ret < 0 && errno != EAGAIN && bearable(f, "read")));
	return ret < 0 && errno == EAGAIN;
}

static void read_side(struct family *f)
{
	unsigned long long position[2] = { 0, 0 };
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int poll = epoll_create1(0), open = 2, i, flags;

	/* A file of its own, so that the writer still waits for room. */
	for (i = 0; i < 2; i++) {
		close(f->fd[i][1]);
		flags = fcntl(f->fd[i][0], F_GETFL);
		MUST(flags >= 0 && fcntl(f->fd[i][0], F_SETFL,
					 flags | O_NONBLOCK) == 0);
		event.data.u32 = i;
		MUST(epoll_ctl(poll, EPOLL_CTL_ADD, f->fd[i][0], &event) == 0);
	}
	begin(f);
	while (open > 0) {
		f->tally->calls++;
		if (epoll_wait(poll, &event, 1, -1) != 1) {
			if (!bearable(f, "epoll_wait"))
				return;
			continue;
		}
		i = event.data.u32;
		if (empty_it(f, i, &position[i]))
			continue;
		close(f->fd[i][0]);
		open--;
	}
}

static void events(struct family *f)
{
	if (f->who == 0)
		write_side(f);
	else
		read_side(f);
}

const struct load load_events = {
	.name = "events", .members = 2, .pipes = 2, .member = events,
};
