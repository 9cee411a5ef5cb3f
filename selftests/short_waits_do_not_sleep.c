// SPDX-License-Identifier: GPL-2.0-only
/*
 * With a peer at work on another processor, who waits is mostly served before
 * it sleeps; with wait=sleep, or both on one processor, it always sleeps.
 */
#include <sched.h>

#include "child.h"
#include "snap.h"

enum { ROUNDS = 3000, TRIES = 10 };

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	MUST(sched_setaffinity(0, sizeof(set), &set) == 0);
}

/* A byte there and back, ROUNDS times; what the readers there did. */
static struct kpipe_side ping_pong(__u32 policy, int cpu)
{
	int there[2], back[2], i;
	struct kpipe_side side;
	pid_t pid;
	char c;

	open_pipe(there, 0);
	open_pipe(back, 0);
	MUST(ioctl(there[0], KPIPE_IOC_SET_POLICY, &policy) == 0);
	MUST(ioctl(back[0], KPIPE_IOC_SET_POLICY, &policy) == 0);
	pid = child();
	if (pid == 0) {
		stay_on(cpu);
		close(there[1]);
		while (read(there[0], &c, 1) == 1)
			MUST(write(back[1], &c, 1) == 1);
		_exit(0);
	}
	stay_on(0);
	for (i = 0; i < ROUNDS; i++)
		MUST(write(there[1], "x", 1) == 1 && read(back[0], &c, 1) == 1);
	side = snap(there[0]).read_side;
	close_pipe(there);
	close_pipe(back);
	EQ(reap(pid), 0, "the other side ends with the file");
	printf("# of %d waits at most, %lld by looking and %lld asleep\n",
	       ROUNDS, (long long)side.spins, (long long)side.sleeps);
	return side;
}

static void body(void)
{
	struct kpipe_side side;
	int i;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2) {
		test_skip("all checks", "needs two processors");
		return;
	}
	/* On a machine that is busy elsewhere the peer may not be at work. */
	for (i = 0; i < TRIES; i++) {
		side = ping_pong(KPIPE_POLICY_FAST, 1);
		if (side.spins > ROUNDS / 10)
			break;
	}
	OK(i < TRIES, "two processors: many waits are short");
	side = ping_pong(KPIPE_POLICY_FAST & ~KPIPE_POLICY_WAIT_ADAPTIVE, 1);
	EQ(side.spins, 0, "wait=sleep: nobody looks");
	OK(side.sleeps > 0, "but sleeps");
	side = ping_pong(KPIPE_POLICY_FAST, 0);
	EQ(side.spins, 0, "one processor: nobody looks");
	OK(side.sleeps > 0, "but sleeps");
}

int main(void)
{
	return run_on_kpipe(body, 120);
}
