/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a script is made of. The numbers of an operation are drawn when the
 * script is; what they refer to is decided when it runs, so that a script
 * stays valid when operations are taken out of it.
 */
#ifndef DIFFERENTIAL_OPS_H
#define DIFFERENTIAL_OPS_H

#include <stdint.h>
#include <stdio.h>

#include "world.h"

struct op {
	uint8_t kind;
	uint8_t slot;		/* which descriptor */
	uint8_t other;		/* a second one */
	uint8_t flag;
	uint32_t size;
	uint32_t fault;		/* bytes of the buffer that exist, or ~0 */
	uint32_t salt;		/* what is written */
};

/* All that a program can see of an operation. */
struct outcome {
	long result;
	int error;
	uint32_t bytes;		/* a hash of what was read */
	int sigpipe;		/* signals that came meanwhile */
	int sigio;
	int waited;		/* it would have had to wait for another one */
	int skipped;
	int retired;		/* the pipe is not comparable any longer */
};

void ops_prepare(void);
struct op op_draw(uint64_t *random);
void op_run(struct world *w, const struct op *op, struct outcome *o);
void op_print(FILE *to, const struct op *op);
/* Whether a program could tell the two apart. */
int outcomes_differ(struct outcome a, struct outcome b);

#endif /* DIFFERENTIAL_OPS_H */
