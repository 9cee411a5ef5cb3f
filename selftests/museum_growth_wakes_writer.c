// SPDX-License-Identifier: GPL-2.0-only
/*
 * A writer that waits in a full pipe goes on when the pipe grows, even if it
 * looks around the very moment that it is woken: it runs on the processor of
 * the one who resizes, and before it.
 *
 * Bug: e95aada4cb93.
 * Planted: kpipe_resize() wakes before it changes the size.
 * Printed: not ok 1 - kpipe: the writer has finished (all five times)
 */
#include "twins.h"
#include "urgent_writer.h"

static void write_two(int fd[2], volatile int *written)
{
	static char page[PAGE];
	int i;

	on_processor_0(SCHED_FIFO);
	for (i = 0; i < 2; i++) {
		if (write(fd[1], page, PAGE) != PAGE)
			_exit(1);
		++*written;
	}
	_exit(0);
}

static bool comes_to(volatile int *written, int number)
{
	int tries;

	for (tries = 0; tries < 4000 && *written < number; tries++)
		usleep(500);
	return *written == number;
}

static void grow_under_writer(volatile int *written)
{
	int fd[2], status;
	pid_t pid;

	*written = 0;
	open_pipe(fd, 0);
	MUST(resize_pipe(fd[1], PAGE) == PAGE);
	pid = child();
	if (pid == 0)
		write_two(fd, written);
	MUST(comes_to(written, 1) && asleep_in(pid, SYS_write));
	MUST(resize_pipe(fd[0], 2 * PAGE) == 2 * PAGE);
	if (!comes_to(written, 2))
		kill(pid, SIGKILL);
	status = reap(pid);
	EQ(status, 0, "the writer has finished");
	close_pipe(fd);
}

static void body(void)
{
	volatile int *written = shared(sizeof(*written));
	cpu_set_t before;
	int i;

	MUST(sched_getaffinity(0, sizeof(before), &before) == 0);
	on_processor_0(SCHED_OTHER);
	for (i = 0; i < 5; i++)
		grow_under_writer(written);
	MUST(sched_setaffinity(0, sizeof(before), &before) == 0);
	munmap((void *)written, sizeof(*written));
}

int main(void)
{
	return run_twice(body, 60);
}
