// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll races with a write that arrives just then: state looked at before the
 * waiter is on the queue is a wake-up missed for ever.
 *
 * An urgent writer can come in between where poll needs memory for one more
 * waiter: it has places for 9, then for 63 more at a time. The pipe is the
 * first for which there is none, and poll is busy with those before it.
 *
 * Bug: ad910e36da4c.
 * Planted: kpipe_poll() looks at the ring before it queues.
 * Printed: Bail out! kpipe: no progress (10 times of 10 no end)
 */
#include <poll.h>
#include <sys/eventfd.h>

#include "halves.h"
#include "urgent_writer.h"

enum { OTHERS = 9 + 63, SWEEP = 300, STEP_NS = 1000 };

static void body(void)
{
	int rounds = test_scaled(10 * SWEEP), fd[2], i;
	struct pollfd p[OTHERS + 1];
	struct urgent writer;
	char c;

	open_pipe(fd, O_NONBLOCK);
	for (i = 0; i < OTHERS; i++)
		p[i] = (struct pollfd){ eventfd(0, 0), POLLIN, 0 };
	p[OTHERS] = (struct pollfd){ fd[0], POLLIN, 0 };
	urgent_start(&writer, fd[1]);
	OK(true, "poll begins");
	for (i = 0; i < rounds; i++) {
		urgent_write_in(&writer, i % SWEEP * STEP_NS);
		MUST(poll(p, OTHERS + 1, -1) == 1);
		MUST(read(fd[0], &c, 1) == 1);
	}
	OK(true, "every write was seen");
	urgent_stop(&writer);
	for (i = 0; i < OTHERS; i++)
		close(p[i].fd);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
