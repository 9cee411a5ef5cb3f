// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of all operations: how each is drawn, printed and read back.
 */
#include <fcntl.h>
#include <string.h>

#include "ops.h"
#include "world.h"

static const struct kind *kinds[OPS_MAX];
static int count, total;

static void take(const struct kind *row)
{
	for (; row->name; row++) {
		kinds[count++] = row;
		total += row->weight;
	}
}

void ops_prepare(void)
{
	take(kinds_ends);
	take(kinds_data);
	take(kinds_state);
	take(kinds_wait);
	take(kinds_link);
	take(kinds_fifo);
	take(kinds_signal);
}

int ops_count(void)
{
	return count;
}

const struct kind *op_kind(const struct op *op)
{
	return kinds[op->kind];
}

int op_named(const char *name)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(kinds[i]->name, name))
			return i;
	return -1;
}

void op_call(struct call *c)
{
	kinds[c->op.kind]->run(c);
}

bool end_sleeps(const struct call *c)
{
	return !(fcntl(c->fd, F_GETFL) & O_NONBLOCK);
}

bool always_sleeps(const struct call *c)
{
	(void)c;
	return true;
}

/* Not being able to keep a descriptor is nothing to compare. */
void adopt_end(struct call *c)
{
	if (c->got >= 0)
		world_adopt(c->w, c->got, c->pipe);
}

static uint32_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random >> 16;
}

static uint32_t draw_size(uint64_t *random)
{
	static const uint32_t edges[] = { 1, 4095, 4096, 4097, 8192, 61440,
					  65535, 65536, 65537 };
	uint32_t r = draw(random);

	switch (r % 8) {
	case 0:
		return edges[(r >> 8) % 9];
	case 1:
		return (r >> 8) % 4 ? (r >> 8) % 70000 : 0;
	case 2:
	case 3:
		return (r >> 8) % 16;
	case 4:
		return (r >> 8) % 4097;
	case 5:	/* with one of the small ones, a page */
		return 4096 - (r >> 8) % 16;
	case 6:
		return (r >> 8) % 20000;
	default:
		return (r >> 8) % 150000;
	}
}

struct op op_draw(uint64_t *random, const struct op *last)
{
	int pick = draw(random) % total;
	struct op op = { 0 };

	/* Three who sleep at the same place are a line. */
	if (last && draw(random) % 8 == 0)
		return *last;
	for (; pick >= kinds[op.kind]->weight; op.kind++)
		pick -= kinds[op.kind]->weight;
	op.hand = draw(random) % 16;
	op.slot = draw(random) % WORLD_FDS;
	op.other = draw(random) % WORLD_FDS;
	op.flag = draw(random);
	op.size = draw_size(random);
	op.salt = draw(random);
	op.fault = NO_FAULT;
	if (draw(random) % 16 == 0)
		op.fault = op.size ? draw(random) % op.size : 0;
	return op;
}

static const char format[] = "%-9s hand=%u slot=%u other=%u flag=%u size=%u fault=%d salt=%u\n";

void op_print(FILE *to, const struct op *op)
{
	fprintf(to, format, op_kind(op)->name, op->hand, op->slot, op->other,
		op->flag, op->size, (int)op->fault, op->salt);
}

bool op_scan(const char *line, struct op *op)
{
	unsigned int hand, slot, other, flag;
	char name[32];
	int kind;

	if (sscanf(line, "%31s hand=%u slot=%u other=%u flag=%u size=%u fault=%d salt=%u",
		   name, &hand, &slot, &other, &flag, &op->size,
		   (int *)&op->fault, &op->salt) != 8)
		return false;
	kind = op_named(name);
	op->kind = kind;
	op->hand = hand;
	op->slot = slot;
	op->other = other;
	op->flag = flag;
	return kind >= 0;
}
