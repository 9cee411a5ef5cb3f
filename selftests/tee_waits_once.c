// SPDX-License-Identifier: GPL-2.0-only
/*
 * tee waits for bytes, then for room, each once: when the bytes have gone while
 * it waited for room, it is 0, and not a second wait. Of nothing, splice is 0
 * whatever the flags; tee wants them to be right.
 *
 * Found by the differential test.
 */
#include "child.h"
#include "twins.h"

static struct call *tee_start(int in, int out)
{
	struct call *c = shared(sizeof(*c));
	pid_t pid;

	pid = child();
	if (pid == 0) {
		c->ret = tee_pipe(in, out, 1, 0);
		c->returned = 1;
		_exit(0);
	}
	c->pid = pid;
	return c;
}

static void body(void)
{
	int in[2], out[2], tries;
	struct call *c;
	char page[PAGE];

	open_pipe(in, 0);
	open_pipe(out, 0);
	EQ(splice_pipe(in[0], out[1], 0, 1 << 30), 0, "splice of nothing");
	ERR(tee_pipe(in[0], out[1], 0, 1 << 30), EINVAL, "tee of nothing");
	MUST(write(in[1], "x", 1) == 1);
	fill_pipe(out[1]);
	c = tee_start(in[0], out[1]);
	MUST(asleep_in(c->pid, native() ? SYS_tee : SYS_ioctl));

	MUST(read(in[0], page, 1) == 1);
	MUST(read(out[0], page, PAGE) == PAGE);
	for (tries = 0; tries < 4000 && !c->returned; tries++)
		usleep(500);
	EQ(c->returned, 1, "it has ended");
	EQ(c->ret, 0, "with nothing");
	kill(c->pid, SIGKILL);
	reap(c->pid);
	call_end(c);
	close_pipe(in);
	close_pipe(out);
}

int main(void)
{
	return run_twice(body, 30);
}
