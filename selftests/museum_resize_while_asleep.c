// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who sleeps in a pipe may find it larger or smaller when it wakes up, with a
 * new ring: what it knew of the old one is no longer true.
 *
 * Bug: 8f868d68d335.
 * Planted: a writer keeps the capacity from before its sleep.
 * Printed: Bail out! kpipe: no progress
 * Planted: a reader puts the ring's mask back to what it was.
 * Printed: not ok 5 - kpipe: the reader has woken up, after "BUG: kernel NULL
 * pointer dereference" in the log
 */
#include "child.h"
#include "twins.h"

static unsigned char buf[64 * PAGE];

static unsigned char pattern(long at)
{
	return at * 7 + (at >> 12);
}

/* Moves the cursors on, so that a slot's place depends on the ring's size. */
static void go_round(int fd[2], int slots)
{
	int i;

	for (i = 0; i < slots; i++) {
		MUST(write(fd[1], buf, PAGE) == PAGE);
		MUST(read(fd[0], buf, PAGE) == PAGE);
	}
}

static void write_pattern(int fd, long from, long to)
{
	long i;

	for (i = from; i < to; i++)
		buf[i - from] = pattern(i);
	MUST(write(fd, buf, to - from) == to - from);
}

static long count_pattern(volatile unsigned char *got, long bytes)
{
	long i;

	for (i = 0; i < bytes && got[i] == pattern(i); i++)
		;
	return i;
}

/* The reader has taken less than half of what a large pipe holds. */
static void reader_asleep(int before, int after)
{
	struct call *reader;
	int fd[2];

	open_pipe(fd, 0);
	MUST(resize_pipe(fd[0], before * PAGE) == before * PAGE);
	go_round(fd, 37);
	reader = call_start(SYS_read, fd[0], 10, fd[1], 0);
	MUST(call_sleeps(reader));
	EQ(resize_pipe(fd[0], after * PAGE), after * PAGE, "another size");
	MUST(asleep_now(reader->pid, SYS_read));
	write_pattern(fd[1], 0, 10);
	EQ(reap(reader->pid), 0, "the reader has woken up");
	EQ(count_pattern(reader->data, reader->ret), 10, "with what was sent");
	go_round(fd, 2 * after + 1);
	call_end(reader);
	close_pipe(fd);
}

static void write_three(int fd)
{
	write_pattern(fd, 2 * PAGE, 5 * PAGE);
	_exit(0);
}

/* The pipe is full, and then becomes so large that all goes in. */
static void writer_asleep(void)
{
	int fd[2], i;
	pid_t pid;

	open_pipe(fd, 0);
	MUST(resize_pipe(fd[0], 2 * PAGE) == 2 * PAGE);
	go_round(fd, 37);
	write_pattern(fd[1], 0, 2 * PAGE);
	pid = child();
	if (pid == 0)
		write_three(fd[1]);
	MUST(asleep_in(pid, SYS_write));
	EQ(resize_pipe(fd[0], 32 * PAGE), 32 * PAGE, "a larger one");
	EQ(reap(pid), 0, "the writer has finished");
	for (i = 0; i < 5; i++)
		MUST(read(fd[0], buf + i * PAGE, PAGE) == PAGE);
	EQ(count_pattern(buf, 5 * PAGE), 5 * PAGE, "all of it, in order");
	close_pipe(fd);
}

static void body(void)
{
	writer_asleep();
	reader_asleep(2, 32);
	reader_asleep(32, 2);
}

int main(void)
{
	return run_twice(body, 30);
}
