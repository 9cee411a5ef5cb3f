/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An operation of a script, a call under way that carries it out, and all that
 * a program can see of it.
 *
 * The numbers of an operation are drawn when the script is; what they refer to
 * is decided when it runs, so that a script stays valid when operations are
 * taken out of it.
 */
#ifndef DIFFERENTIAL_CALL_H
#define DIFFERENTIAL_CALL_H

#include <stdbool.h>
#include <stdint.h>

enum { NO_FAULT = 0xffffffff };

struct op {
	uint8_t kind;
	uint8_t hand;		/* who is to do it, if it may sleep */
	uint8_t slot;		/* which descriptor */
	uint8_t other;		/* a second one */
	uint8_t flag;
	uint32_t size;
	uint32_t fault;		/* bytes of the buffer that exist */
	uint32_t salt;		/* what is written, and other choices */
};

/* What can be compared. Kept free of padding: it is compared as memory. */
struct result {
	int64_t value;
	int32_t error;
	uint32_t bytes;		/* a hash of what was read or reported */
	uint16_t sigpipe;	/* signals that came meanwhile */
	uint16_t signals;
	uint8_t kind;		/* of the operation, plus 1; 0: none ended */
	uint8_t slept;		/* others went on before it ended */
	uint8_t skipped;
	uint8_t pad[5];
};

struct world;

struct call {
	struct op op;
	struct world *w;
	int slot, fd;		/* what op.slot refers to, or -1 */
	int other;		/* likewise for op.other */
	int pipe;		/* which pipe a new descriptor belongs to */
	int got;		/* a new descriptor, or -1 */
	bool traced;		/* the kernel's pipe may have an empty slot */
	unsigned char *end;	/* where memory to read and write in ends */
	struct result r;
};

#endif /* DIFFERENTIAL_CALL_H */
