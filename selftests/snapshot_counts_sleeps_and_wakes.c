// SPDX-License-Identifier: GPL-2.0-only
/* Snapshot: who is asleep now, and how often somebody slept and was woken. */
#include "child.h"
#include "snap.h"

static void readers(void)
{
	struct kpipe_snapshot s;
	struct call *c[3];
	int fd[2], i;

	open_pipe(fd, 0);
	for (i = 0; i < 3; i++) {
		c[i] = call_start(SYS_read, fd[0], 1, -1, 0);
		MUST(call_sleeps(c[i]));
		EQ(snap(fd[1]).read_sleepers, i + 1, "a reader more is asleep");
	}
	s = snap(fd[1]);
	EQ(s.write_sleepers, 0, "no writer is");
	EQ(s.read_side.sleeps, 3, "three sleeps");
	EQ(s.read_side.wakes, 0, "no wake-up yet");
	MUST(write(fd[1], "x", 1) == 1);
	OK(sleepers(fd[1], 2, 0), "a byte wakes one of them");
	OK(snap(fd[1]).read_side.wakes >= 1, "and the wake-up is counted");
	MUST(write(fd[1], "yz", 2) == 2);
	OK(sleepers(fd[1], 0, 0), "two bytes wake both others");
	for (i = 0; i < 3; i++) {
		EQ(reap(c[i]->pid) ?: c[i]->ret, 1, "each got one byte");
		call_end(c[i]);
	}
	EQ(snap(fd[1]).read_side.calls, 3, "three calls");
	close_pipe(fd);
}

static void writers(void)
{
	static char page[PAGE];
	struct kpipe_snapshot s;
	struct call *c;
	int fd[2], i;

	open_pipe(fd, 0);
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	c = call_start(SYS_write, fd[1], PAGE, -1, 0);
	OK(call_sleeps(c), "a writer falls asleep");
	s = snap(fd[0]);
	EQ(s.write_sleepers, 1, "one writer is asleep");
	EQ(s.write_side.sleeps, 1, "one sleep");
	EQ(s.write_side.wakes, 0, "no wake-up yet");
	MUST(read(fd[0], page, PAGE) == PAGE);
	EQ(reap(c->pid) ?: c->ret, PAGE, "a page read wakes it");
	s = snap(fd[0]);
	EQ(s.write_sleepers, 0, "nobody is asleep");
	EQ(s.write_side.wakes, 1, "one wake-up");
	EQ(s.write_side.calls, SLOTS + 1, "calls that wrote");
	call_end(c);
	close_pipe(fd);
}

static void body(void)
{
	readers();
	writers();
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
