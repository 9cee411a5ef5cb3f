/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that operations read from and write to, and vectors over it, of
 * which parts can be missing.
 */
#ifndef DIFFERENTIAL_MEMORY_H
#define DIFFERENTIAL_MEMORY_H

#include <stdint.h>
#include <sys/uio.h>

#include "call.h"

enum { ARENA = 160 << 10, VECTOR = 8, LENT = 10 << 12 };

/* A vector as it goes to the kernel. */
struct vector {
	struct iovec room[VECTOR];
	const struct iovec *at;
	int count;
	bool reaches_pipe;	/* it is not refused before */
};

void memory_pattern(void);
unsigned char *memory_arena(void);
/* Where a buffer of @size bytes begins of which op.fault exist. */
unsigned char *memory_buffer(const struct call *c);
/* The same, with something to be written in it. */
unsigned char *memory_filled(const struct call *c);
void memory_vector(const struct call *c, unsigned char *at, struct vector *v);
void memory_fill(unsigned char *at, uint32_t size, uint32_t salt);
uint32_t memory_hash(const void *at, long size);

#endif /* DIFFERENTIAL_MEMORY_H */
