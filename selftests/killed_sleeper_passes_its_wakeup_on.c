// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two readers asleep, one byte written, and one reader killed at the same
 * moment: if the killed one got the wake-up, the other must get it from him.
 * Otherwise the byte lies there with a reader asleep beside it. Likewise with
 * two writers and one freed slot.
 */
#include "child.h"
#include "halves.h"

/* Waits until the call has returned or is asleep; true when it returned. */
static bool settled(struct call *c)
{
	while (!c->returned && !asleep_now(c->pid, c->nr))
		usleep(100);
	return c->returned;
}

/* The byte ends up with one of the two; a stuck survivor is a hang. */
static int reader_rounds(int rounds)
{
	struct call *a, *b, *victim, *other;
	int fd[2], i, n, lost = 0;

	for (i = 0; i < rounds; i++) {
		open_pipe(fd, 0);
		a = call_start(SYS_read, fd[0], 1, fd[1], 0);
		MUST(call_sleeps(a));
		b = call_start(SYS_read, fd[0], 1, fd[1], 0);
		MUST(call_sleeps(b));
		victim = i & 1 ? a : b;
		other = i & 1 ? b : a;
		if (i & 2)
			MUST(write(fd[1], "x", 1) == 1);
		kill(victim->pid, SIGKILL);
		if (!(i & 2))
			MUST(write(fd[1], "x", 1) == 1);
		reap(victim->pid);
		/* It may have died with the byte in hand. */
		MUST(ioctl(fd[0], FIONREAD, &n) == 0);
		if (n == 0 && !settled(other))
			kill(other->pid, SIGKILL);
		reap(other->pid);
		lost += n != 0 && other->ret != 1;
		call_end(a);
		call_end(b);
		close_pipe(fd);
	}
	return lost;
}

static int writer_rounds(int rounds)
{
	static char page[PAGE];
	struct call *a, *b, *victim, *other;
	int fd[2], i, j, full;

	for (i = 0; i < rounds; i++) {
		open_pipe(fd, 0);
		for (j = 0; j < SLOTS; j++)
			MUST(write(fd[1], page, PAGE) == PAGE);
		a = call_start(SYS_write, fd[1], PAGE, fd[0], 0);
		MUST(call_sleeps(a));
		b = call_start(SYS_write, fd[1], PAGE, fd[0], 0);
		MUST(call_sleeps(b));
		victim = i & 1 ? a : b;
		other = i & 1 ? b : a;
		if (i & 2)
			MUST(read(fd[0], page, PAGE) == PAGE);
		kill(victim->pid, SIGKILL);
		if (!(i & 2))
			MUST(read(fd[0], page, PAGE) == PAGE);
		reap(victim->pid);
		MUST(ioctl(fd[0], FIONREAD, &full) == 0);
		if (full == SLOTS * PAGE && !other->returned)
			MUST(read(fd[0], page, PAGE) == PAGE);
		reap(other->pid);
		call_end(a);
		call_end(b);
		close_pipe(fd);
	}
	return i;
}

static void body(void)
{
	int rounds = test_scaled(native() ? 40 : 150);

	EQ(reader_rounds(rounds), 0, "no byte is left with a sleeping reader");
	EQ(writer_rounds(rounds), rounds, "no slot with a sleeping writer");
}

int main(void)
{
	return run_twice(body, 90);
}
