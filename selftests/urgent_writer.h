/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: a writer that is more urgent than the test and on the same processor.
 * It writes a byte when its timer says so, which is where the kernel lets it:
 * at the next place where the call that is under way could sleep. So a test can
 * have it run between two steps of that call, by trying all moments.
 */
#ifndef KPIPE_URGENT_WRITER_H
#define KPIPE_URGENT_WRITER_H

#include <sched.h>
#include <sys/timerfd.h>

#include "child.h"

struct urgent {
	int timer;
	pid_t pid;
	cpu_set_t before;
};

static inline void on_processor_0(int policy)
{
	struct sched_param param = { .sched_priority = policy ? 1 : 0 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	MUST(sched_setaffinity(0, sizeof(set), &set) == 0);
	/* Without the right to it, a race is won less often. */
	sched_setscheduler(0, policy, &param);
}

static inline void urgent_start(struct urgent *u, int fd)
{
	unsigned long times;

	u->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	MUST(u->timer >= 0);
	MUST(sched_getaffinity(0, sizeof(u->before), &u->before) == 0);
	u->pid = child();
	if (u->pid == 0) {
		on_processor_0(SCHED_FIFO);
		while (read(u->timer, &times, 8) == 8)
			MUST(write(fd, "x", 1) == 1);
		_exit(1);
	}
	on_processor_0(SCHED_OTHER);
}

static inline void urgent_write_in(struct urgent *u, long ns)
{
	struct itimerspec at = { .it_value.tv_nsec = 1 + ns };

	MUST(timerfd_settime(u->timer, 0, &at, NULL) == 0);
}

static inline void urgent_stop(struct urgent *u)
{
	kill(u->pid, SIGKILL);
	reap(u->pid);
	close(u->timer);
	MUST(sched_setaffinity(0, sizeof(u->before), &u->before) == 0);
}

#endif /* KPIPE_URGENT_WRITER_H */
