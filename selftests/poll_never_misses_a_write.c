// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll races with a write that arrives just then, many thousand times: state
 * looked at before the waiter is on the queue is a wake-up missed for ever.
 */
#include <poll.h>
#include <time.h>

#include "child.h"
#include "halves.h"

static int answer(int in, int out)
{
	struct pollfd p = { .fd = in, .events = POLLIN };
	char c;

	for (;;) {
		if (poll(&p, 1, 20000) != 1)
			return 1;
		if (read(in, &c, 1) == 0)
			return 0;
		if (write(out, &c, 1) != 1)
			return 2;
	}
}

static void body(void)
{
	int rounds = test_scaled(native() ? 2000 : 10000), missed = 0, i;
	time_t end = time(NULL) + test_scaled(10);
	int there[2], back[2];
	struct pollfd p = { .events = POLLIN };
	volatile int pause_loop;
	pid_t pid;
	char c;

	open_pipe(there, O_NONBLOCK);
	open_pipe(back, O_NONBLOCK);
	pid = child();
	if (pid == 0) {
		close(there[1]);
		_exit(answer(there[0], back[1]));
	}
	p.fd = back[0];
	for (i = 0; i < rounds && !missed && time(NULL) < end; i++) {
		/* A different moment each time. */
		for (pause_loop = 0; pause_loop < i % 400; pause_loop++)
			;
		MUST(write(there[1], "x", 1) == 1);
		if (poll(&p, 1, 20000) != 1 || read(back[0], &c, 1) != 1)
			missed++;
	}
	EQ(missed, 0, "every answer was seen");
	printf("# %d rounds\n", i);
	OK(i > 100, "there were enough rounds to say so");
	close_pipe(there);
	EQ(reap(pid), 0, "every question was seen");
	close_pipe(back);
}

int main(void)
{
	return run_twice(body, 60);
}
