// SPDX-License-Identifier: GPL-2.0-only
/*
 * How ends come and go: pipe, dup, reopening, close, and another process that
 * has them all.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hands.h"
#include "memory.h"
#include "ops.h"
#include "world.h"

static void do_pipe(struct call *c)
{
	static const int flags[] = { 0, 0, 0, O_NONBLOCK, O_DIRECT,
				     O_DIRECT | O_NONBLOCK, O_CLOEXEC,
				     O_NONBLOCK };
	int said[4] = { 0 }, fd[2], slots = 0;
	struct world *w = c->w;

	for (int i = 0; i < WORLD_FDS; i++)
		slots += w->fd[i] < 0;
	c->r.skipped = slots < 2;
	if (slots < 2)
		return;
	c->r.value = w->pipe(w, fd, c->op.salt % 64 ? flags[c->op.flag % 8] :
			     O_APPEND);
	if (c->r.value < 0)
		return;
	for (int i = 0; i < 2; i++) {
		said[i] = fcntl(fd[i], F_GETFL);
		said[2 + i] = fcntl(fd[i], F_GETFD);
		world_adopt(w, fd[i], w->pipes);
	}
	w->pipes++;
	c->r.bytes = memory_hash(said, sizeof(said));
}

static void do_close(struct call *c)
{
	c->r.value = close(c->fd);
	c->w->fd[c->slot] = -1;
}

static void do_dup(struct call *c)
{
	c->got = dup(c->fd);
	c->r.value = c->got < 0 ? -1 : 0;
}

static const int modes[] = {
	O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY | O_NONBLOCK,
	O_WRONLY | O_NONBLOCK, O_RDWR | O_NONBLOCK,
	O_WRONLY | O_NONBLOCK | O_TRUNC, O_RDWR | O_DIRECT,
};

static bool reopen_sleeps(const struct call *c)
{
	return !(modes[c->op.flag % 8] & O_NONBLOCK);
}

static void do_reopen(struct call *c)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", c->fd);
	c->got = open(path, modes[c->op.flag % 8]);
	c->r.value = c->got < 0 ? -1 : 0;
}

/* The other process does one call, and keeps all ends until it is killed. */
static void do_fork(struct call *c)
{
	static const char *const calls[] = { "read", "write", "fionread",
					     "poll-wait" };
	struct hand *partner = &hands[PARTNER];

	c->r.skipped = partner->id != 0;
	if (partner->id)
		return;
	partner->call.op = c->op;
	partner->call.op.kind = op_named(calls[c->op.flag >> 6]);
	partner->call.w = c->w;
	partner->call.slot = c->slot;
	partner->call.fd = c->fd;
	partner->call.other = c->other;
	partner->call.got = -1;
	memset(&partner->call.r, 0, sizeof(partner->call.r));
	partner_start();
}

static void do_reap(struct call *c)
{
	c->r.skipped = !hands[PARTNER].id;
	if (c->r.skipped)
		return;
	c->r.value = hands[PARTNER].busy;
	partner_end();
}

const struct kind kinds_ends[] = {
	{ "pipe", 9, NEEDS_NOTHING, NULL, do_pipe, NULL },
	{ "close", 6, NEEDS_END, NULL, do_close, NULL },
	{ "dup", 2, NEEDS_END, NULL, do_dup, adopt_end },
	{ "reopen", 3, NEEDS_END, reopen_sleeps, do_reopen, adopt_end },
	{ "fork", 1, NEEDS_END, NULL, do_fork, NULL },
	{ "reap", 1, NEEDS_NOTHING, NULL, do_reap, NULL },
	{ 0 },
};
