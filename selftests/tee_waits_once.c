// SPDX-License-Identifier: GPL-2.0-only
/*
 * tee waits for bytes, then for room, each once: when the bytes have gone while
 * it waited for room, it is 0, and not a second wait. Of nothing, splice is 0
 * whatever the flags; tee wants them to be right.
 *
 * Found by the differential test.
 */
#include <sys/ioctl.h>

#include "child.h"
#include "halves.h"

static long link_pipes(int tees, int in, int out, size_t len, int flags)
{
	struct kpipe_splice args = {
		.fd_in = in, .fd_out = out, .flags = flags, .len = len,
	};

	if (native())
		return tees ? tee(in, out, len, flags) :
			      splice(in, NULL, out, NULL, len, flags);
	return ioctl(device, tees ? KPIPE_IOC_TEE : KPIPE_IOC_SPLICE, &args) ?
	       -1 : (long)args.len;
}

static struct call *tee_start(int in, int out)
{
	struct call *c = shared(sizeof(*c));
	pid_t pid;

	pid = child();
	if (pid == 0) {
		c->ret = link_pipes(1, in, out, 1, 0);
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
	open_pipe(out, O_NONBLOCK);
	EQ(link_pipes(0, in[0], out[1], 0, 1 << 30), 0, "splice of nothing");
	ERR(link_pipes(1, in[0], out[1], 0, 1 << 30), EINVAL, "tee of nothing");
	MUST(write(in[1], "x", 1) == 1);
	while (write(out[1], page, PAGE) == PAGE)
		;
	MUST(fcntl(out[1], F_SETFL, 0) == 0);
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
