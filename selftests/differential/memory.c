// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers that end where memory ends, so that a call meets missing memory at
 * any byte; and vectors with every kind of element that the kernel refuses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "memory.h"

enum { PATTERN = ARENA + 65536, PAGE = 4096 };

static unsigned char pattern[PATTERN];

void memory_pattern(void)
{
	uint32_t x = 1;

	for (int i = 0; i < PATTERN; i++) {
		x = x * 1664525U + 1013904223U;
		pattern[i] = x >> 24;
	}
}

/* Returns the end of ARENA bytes, after which there is nothing. Shared, so that
 * fork() does not make copies on write of what a pipe refers to.
 */
unsigned char *memory_arena(void)
{
	unsigned char *at = mmap(NULL, ARENA + PAGE, PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED || mprotect(at + ARENA, PAGE, PROT_NONE)) {
		perror("differential: cannot prepare memory");
		exit(2);
	}
	return at + ARENA;
}

static uint32_t there(const struct op *op)
{
	return op->fault < op->size ? op->fault : op->size;
}

unsigned char *memory_buffer(const struct call *c)
{
	return c->end - there(&c->op);
}

void memory_fill(unsigned char *at, uint32_t size, uint32_t salt)
{
	memcpy(at, pattern + salt % 65536, size);
}

unsigned char *memory_filled(const struct call *c)
{
	unsigned char *at = memory_buffer(c);

	memory_fill(at, there(&c->op), c->op.salt);
	return at;
}

uint32_t memory_hash(const void *at, long size)
{
	const unsigned char *byte = at;
	uint64_t h = 14695981039346656037ULL ^ size, word;

	for (; size >= 8; size -= 8, byte += 8) {
		memcpy(&word, byte, 8);
		h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
		h ^= h >> 29;
	}
	for (; size > 0; size--, byte++)
		h = (h ^ *byte) * 1099511628211ULL;
	return h ^ h >> 32;
}

/* Splits the buffer unevenly, in a way that depends on @salt alone. */
static int split(struct iovec iov[VECTOR], unsigned char *at, uint32_t size,
		 uint32_t salt)
{
	int n = 0;

	while (n < VECTOR - 1 && size) {
		uint32_t part = (salt >> (n * 3)) % (size + 1);

		iov[n++] = (struct iovec){ at, part };
		at += part;
		size -= part;
	}
	iov[n++] = (struct iovec){ at, size };
	return n;
}

void memory_vector(const struct call *c, unsigned char *at, struct vector *v)
{
	struct iovec *odd;

	v->at = v->room;
	v->count = split(v->room, at, c->op.size, c->op.salt);
	v->reaches_pipe = true;
	if (c->op.fault == NO_FAULT)
		return;
	odd = &v->room[c->op.salt / 7 % v->count];
	switch (c->op.flag >> 4) {
	case 0: case 1: case 2: case 3: case 4:
		odd->iov_base = c->end;
		return;
	case 5:
		odd->iov_base = (void *)(1UL << 63);
		break;
	case 6:
		odd->iov_len = -1;
		break;
	case 7:
		v->at = (void *)c->end;
		break;
	case 8:
		v->count = 1025;
		break;
	default:	/* the last bytes are missing */
		return;
	}
	v->reaches_pipe = false;
}
