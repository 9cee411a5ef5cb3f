/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations. Each is a row of a table; they are split over files by what
 * they deal with.
 */
#ifndef DIFFERENTIAL_OPS_H
#define DIFFERENTIAL_OPS_H

#include <stdbool.h>
#include <stdio.h>

#include "call.h"

/* What an operation needs to be done at all. */
enum need {
	NEEDS_NOTHING,
	NEEDS_END,		/* op.slot refers to a descriptor */
	NEEDS_READER,		/* one to read from, mostly */
	NEEDS_WRITER,		/* one to write to, mostly */
	NEEDS_TWO,		/* op.other refers to a second one */
	NEEDS_BOTH,		/* one to read from and one to write to, mostly */
};

struct kind {
	const char *name;
	int weight;
	enum need need;
	/* Whether it may sleep, and so must be done by a hand. */
	bool (*sleeps)(const struct call *c);
	/* Sets c->r.value and errno; may be done by any hand. */
	void (*run)(struct call *c);
	/* What then is to be done to the world, by the conductor. */
	void (*after)(struct call *c);
};

enum { OPS_MAX = 64 };

extern const struct kind kinds_ends[], kinds_data[], kinds_state[],
	kinds_wait[], kinds_link[], kinds_fifo[], kinds_signal[];

/* Brings the rows together. */
void ops_prepare(void);
int ops_count(void);
const struct kind *op_kind(const struct op *op);
int op_named(const char *name);

void op_call(struct call *c);
/* Draws one that may be @last again; NULL if there is none. */
struct op op_draw(uint64_t *random, const struct op *last);
void op_print(FILE *to, const struct op *op);
/* Reads what op_print() wrote. */
bool op_scan(const char *line, struct op *op);

/* For the rows. */
bool end_sleeps(const struct call *c);
bool always_sleeps(const struct call *c);
void adopt_end(struct call *c);

#endif /* DIFFERENTIAL_OPS_H */
