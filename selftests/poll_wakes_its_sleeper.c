// SPDX-License-Identifier: GPL-2.0-only
/* A task asleep in poll wakes for data, room, and the other side's end. */
#include <poll.h>

#include "child.h"
#include "halves.h"

struct wait {
	pid_t pid;
	volatile int revents;
};

static struct wait *wait_for(int fd, short events, int other_end)
{
	struct wait *w = shared(sizeof(*w));
	struct pollfd p = { .fd = fd, .events = events };
	pid_t pid;

	pid = child();
	if (pid) {
		w->pid = pid;
		return w;
	}
	close(other_end);
	if (poll(&p, 1, -1) != 1)
		_exit(1);
	w->revents = p.revents;
	_exit(0);
}

static void woken(struct wait *w, int revents, const char *name)
{
	EQ(reap(w->pid), 0, "the sleeper wakes up");
	EQ(w->revents, revents, name);
	munmap(w, sizeof(*w));
}

static void body(void)
{
	static char page[PAGE];
	struct wait *w;
	int fd[2], i;

	open_pipe(fd, 0);
	w = wait_for(fd[0], POLLIN, fd[1]);
	OK(asleep_in(w->pid, SYS_poll), "a reader waits for data");
	MUST(write(fd[1], "x", 1) == 1);
	woken(w, POLLIN, "a byte came");
	MUST(read(fd[0], page, PAGE) == 1);

	w = wait_for(fd[0], POLLIN, fd[1]);
	OK(asleep_in(w->pid, SYS_poll), "a reader waits for the end");
	close(fd[1]);
	woken(w, POLLHUP, "the end came");
	close(fd[0]);

	open_pipe(fd, 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	w = wait_for(fd[1], POLLOUT, fd[0]);
	OK(asleep_in(w->pid, SYS_poll), "a writer waits for room");
	MUST(read(fd[0], page, PAGE) == PAGE);
	woken(w, POLLOUT, "a slot is free");
	MUST(write(fd[1], page, PAGE) == PAGE);

	w = wait_for(fd[1], POLLOUT, fd[0]);
	OK(asleep_in(w->pid, SYS_poll), "a writer waits for room");
	close(fd[0]);
	woken(w, POLLERR, "the last reader left");
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 30);
}
