// SPDX-License-Identifier: GPL-2.0-only
/*
 * splice goes to sleep just while a write arrives: a wait that does not look
 * again once it is on the queue misses that write for ever. An urgent writer
 * comes at every moment from before splice has looked to after it sleeps.
 *
 * Bug: 472e5b056f00.
 * Planted: splice does not look at the ring again when it has queued.
 * Printed: Bail out! kpipe: no progress (10 times of 10 no end)
 */
#include "halves.h"
#include "urgent_writer.h"

enum { SWEEP = 1000, STEP_NS = 200 };

static void body(void)
{
	int rounds = test_scaled((native() ? 1 : 10) * SWEEP);
	int fd[2], way[2], i;
	struct urgent writer;
	char c;

	MUST(pipe(way) == 0);
	open_pipe(fd, 0);
	urgent_start(&writer, fd[1]);
	OK(true, "splice begins");
	for (i = 0; i < rounds; i++) {
		urgent_write_in(&writer, i % SWEEP * STEP_NS);
		MUST(splice(fd[0], NULL, way[1], NULL, 1, 0) == 1);
		MUST(read(way[0], &c, 1) == 1);
	}
	OK(true, "every byte was spliced");
	urgent_stop(&writer);
	close_pipe(fd);
	close_pipe(way);
}

int main(void)
{
	return run_twice(body, 30);
}
