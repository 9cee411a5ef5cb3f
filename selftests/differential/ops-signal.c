// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals: to who sleeps, with and without SA_RESTART, and those that ends send
 * to who asked for them.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "hands.h"
#include "ops.h"

/* Between a kpipe and something else a splice is begun by the VFS: started
 * again, it sees the other end as that has become, before it asks the kpipe.
 */
static bool restart(const struct call *c, const struct call *interrupted)
{
	static const char *const never[] = { "to-pipe", "from-pipe",
					     "from-file", "sendfile" };

	for (int i = 0; i < 4; i++)
		if (interrupted->op.kind == op_named(never[i]))
			return false;
	return c->op.flag & 1;
}

/* The first hand from op.hand on that has something to be interrupted in. */
static void do_interrupt(struct call *c)
{
	for (int i = 0; i < PARTNER; i++) {
		int index = 1 + (c->op.hand + i) % PARTNER;

		if (hands[index].busy) {
			hand_interrupt(index, restart(c, &hands[index].call));
			return;
		}
	}
	c->r.skipped = 1;
}

static void do_async(struct call *c)
{
	int flags = fcntl(c->fd, F_GETFL);

	fcntl(c->fd, F_SETOWN, getpid());
	fcntl(c->fd, F_SETSIG, c->op.salt % 4 ? SIGRTMIN : 0);
	flags = c->op.flag & 3 ? flags | O_ASYNC : flags & ~O_ASYNC;
	c->r.value = fcntl(c->fd, F_SETFL, flags);
	c->r.bytes = fcntl(c->fd, F_GETSIG);
}

const struct kind kinds_signal[] = {
	{ "interrupt", 12, NEEDS_NOTHING, NULL, do_interrupt, NULL },
	{ "async", 3, NEEDS_END, NULL, do_async, NULL },
	{ 0 },
};
