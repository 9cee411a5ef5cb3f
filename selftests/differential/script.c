// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conductor: goes through a script in one world, and notes after each
 * operation all that a program could see by then.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "memory.h"
#include "ops.h"
#include "script.h"

static const int mode_of[] = {
	[NEEDS_NOTHING] = MODE_ANY,	[NEEDS_END] = MODE_ANY,
	[NEEDS_READER] = MODE_READ,	[NEEDS_WRITER] = MODE_WRITE,
	[NEEDS_TWO] = MODE_ANY,		[NEEDS_BOTH] = MODE_READ,
};

/* Finds what the operation refers to; false when there is no such thing. */
static bool call_resolve(struct call *c, const struct op *op, struct world *w)
{
	enum need need = op_kind(op)->need;
	bool blind = op->salt % 16 == 0;
	int other;

	memset(&c->r, 0, sizeof(c->r));
	c->op = *op;
	c->w = w;
	c->got = -1;
	c->traced = false;
	c->slot = world_live_slot(w, op->slot,
				  blind ? MODE_ANY : mode_of[need]);
	other = world_live_slot(w, op->other, !blind && need == NEEDS_BOTH ?
				MODE_WRITE : MODE_ANY);
	if (need == NEEDS_NOTHING)
		return true;
	if (c->slot < 0)
		return false;
	c->fd = w->fd[c->slot];
	c->other = w->fd[other];
	c->pipe = w->pipe_of[c->slot];
	return true;
}

/* Has the operation done by whom it concerns, or notes that nobody can. */
static int op_begin(struct world *w, const struct op *op)
{
	const struct kind *kind = op_kind(op);
	struct call *c = &hands[CONDUCTOR].call;
	int index = CONDUCTOR;

	if (!call_resolve(c, op, w))
		goto skip;
	if (kind->sleeps && kind->sleeps(c)) {
		index = hand_free(op->hand);
		if (index < 0)
			goto skip;
		call_resolve(&hands[index].call, op, w);
	}
	hand_give(index);
	return index;
skip:
	c->r.skipped = 1;
	hands[CONDUCTOR].ended = true;
	return CONDUCTOR;
}

/* Empties a pipe through a new end; returns a hash of what was in it. */
static uint32_t pipe_empty(int fd)
{
	static unsigned char bytes[1 << 20];
	uint32_t hash = 0;
	char path[40];
	long n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fd = open(path, O_RDONLY | O_NONBLOCK);
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		hash = hash * 31 + memory_hash(bytes, n);
	close(fd);
	return hash;
}

/* The hand whose write met missing memory in this step, or -1. */
static int fault_in(void)
{
	for (int i = 0; i < ALL; i++)
		if (hands[i].ended && hands[i].call.traced)
			return i;
	return -1;
}

/* Whether nobody but @index has anything to do with this step. */
static bool alone(int index)
{
	for (int i = 0; i < ALL; i++)
		if (i != index && hands[i].ended)
			return false;
	return hands_idle();
}

/* A write that meets missing memory may leave an empty slot in the kernel's own
 * pipe (before 6.15), never in ours. What can be read is the same; then the
 * pipe is emptied, of that slot as well. When somebody waits for anything, or
 * did, who could notice, or an epoll will tell of it, there is no going on.
 */
static void note_fault(struct world *w, struct step *step, int index)
{
	struct call *c = &hands[index].call;
	int unread = -1;

	w->ended = !alone(index) || w->watched ||
		   w->fd[c->slot] != c->fd || w->pipe_of[c->slot] != c->pipe;
	hands[index].ended = false;
	c->r.kind = c->op.kind + 1;
	step->of[index] = c->r;
	if (w->ended)
		return;
	ioctl(c->fd, FIONREAD, &unread);
	step->unread = unread ^ pipe_empty(c->fd);
	step->notices = notices_take();
}

/* Notes which calls have ended and which have not. */
static void step_note(struct world *w, struct step *step, int begun)
{
	int index = fault_in();

	if (index >= 0) {
		note_fault(w, step, index);
		return;
	}
	for (int i = 0; i < ALL; i++) {
		struct hand *h = &hands[i];
		struct call *c = &h->call;

		if (h->busy)
			step->asleep |= 1 << i;
		if (!h->ended)
			continue;
		h->ended = false;
		c->r.kind = c->op.kind + 1;
		c->r.slept = i != begun && i != CONDUCTOR;
		if (!c->r.skipped && op_kind(&c->op)->after)
			op_kind(&c->op)->after(c);
		step->of[i] = c->r;
	}
	step->notices = notices_take();
}

static void play_op(struct world *w, const struct op *op,
		    struct report *report)
{
	struct step *step = &report->step[report->steps];

	memset(step, 0, sizeof(*step));
	step_note(w, step, op_begin(w, op));
	report->steps++;
}

static void play_named(struct world *w, const char *name, int slot,
		       struct report *report)
{
	const struct op op = { .kind = op_named(name), .slot = slot,
			       .hand = slot, .salt = 1, .fault = NO_FAULT };

	play_op(w, &op, report);
}

static bool anybody_asleep(const struct report *report)
{
	return report->steps && report->step[report->steps - 1].asleep;
}

void script_play(struct world *w, const char *folder, int cpu,
		 const struct op *ops, int count, struct report *report)
{
	world_prepare(w, folder);
	hands_prepare(cpu);
	for (int i = 0; i < count && !w->ended; i++)
		play_op(w, &ops[i], report);

	for (int i = 0; i < WORLD_FDS && !w->ended; i++)
		if (w->fd[i] >= 0)
			play_named(w, "close", i, report);
	while (anybody_asleep(report) && report->steps < STEPS && !w->ended)
		play_named(w, "interrupt", 0, report);
	if (hands[PARTNER].id)
		partner_end();
	report->complete = true;
	_exit(0);
}
