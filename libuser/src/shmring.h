/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A ring of messages from one process to another in memory they share.
 *
 * Two positions count bytes and never turn back: head, which the writer moves,
 * and tail, which the reader moves. What lies between is unread. Each side
 * keeps its own position to itself and only ever stores it; of the peer's it
 * keeps what it saw last and looks again when that is not enough, so that a
 * busy ring moves a cache line with a position only now and then.
 *
 * A message is a header, what it says, and padding to 8 bytes. It lies in one
 * piece: what would not fit at the end of the ring begins at its start, and a
 * header that says so takes up the rest.
 *
 * The peer is not trusted. What it can write is loaded once, checked, and used
 * from a copy: a position that goes backwards or too far, a header that is none
 * or a length that leads out of what is unread make every later call return
 * -EPROTO. It can, though, change the bytes of a message while we look at it:
 * kp_shmring_peek() is for those who can live with that.
 *
 * One thread at a time on each side.
 */
#ifndef KPIPE_SHMRING_H
#define KPIPE_SHMRING_H

#include <stddef.h>

#include "shmwait.h"

enum shmring_side { SHMRING_READS, SHMRING_WRITES };

/* In shared memory; all zero is an empty ring. */
struct shmring_area {
	_Alignas(SHMWAIT_LINE) _Atomic uint64_t head;
	_Alignas(SHMWAIT_LINE) _Atomic uint64_t tail;
	struct shmwait_standing reader, writer;
	_Alignas(SHMWAIT_LINE) unsigned char data[];
};

/* One side's own memory. */
struct shmring {
	_Atomic uint64_t *mine;		/* in shared memory: where I am, */
	const _Atomic uint64_t *peers;	/* where the peer is */
	unsigned char *data;
	uint64_t size;
	uint64_t at;			/* where I am */
	uint64_t seen;			/* where the peer was */
	uint64_t held;			/* to the end of what is reserved or */
	uint64_t skipped;		/* peeked at; of it, to its header */
	bool broken;			/* the peer breaks the rules */
	struct shmwait_standing *standing;	/* mine */
	struct shmwait_peer peer;
};

/* The number of bytes of a ring that takes capacity bytes with their headers:
 * a power of two from SHMRING_LEAST to SHMRING_MOST.
 */
#define SHMRING_LEAST 64
#define SHMRING_MOST (1U << 30)

static inline size_t kp_shmring_bytes(size_t capacity)
{
	return sizeof(struct shmring_area) + capacity;
}

static inline bool kp_shmring_capacity_is_good(uint64_t capacity)
{
	return capacity >= SHMRING_LEAST && capacity <= SHMRING_MOST &&
	       !(capacity & (capacity - 1));
}

/* Joins one side of a ring of a good capacity, once. How to ring the peer's
 * bell is for the caller to fill in.
 */
void kp_shmring_join(struct shmring *ring, struct shmring_area *area,
		     size_t capacity, enum shmring_side side);

/* The longest message: half of the ring, so that one always finds its place. */
static inline size_t kp_shmring_longest(const struct shmring *ring)
{
	return ring->size / 2 - 8;
}

/*
 * The writer: asks for room for a message, fills it in, sends it or the first
 * part of it. A reservation that is not committed is forgotten at the next one.
 *
 * Returns 0; -EAGAIN: no room now; -EMSGSIZE; -EPIPE: the reader has closed;
 * -EPROTO.
 */
int kp_shmring_reserve(struct shmring *ring, size_t size, void **at);
/* The size is at most what was reserved. */
void kp_shmring_commit(struct shmring *ring, size_t size);

/*
 * The reader: looks at the oldest message, and drops it when done.
 *
 * Returns 1; 0: the writer has closed and all is read; -EAGAIN: nothing now;
 * -EPROTO.
 */
int kp_shmring_peek(struct shmring *ring, const void **at, size_t *size);
void kp_shmring_release(struct shmring *ring);

/* Whether the call above that returned -EAGAIN is worth another try, for
 * struct shmwait.
 */
static inline bool kp_shmring_changed(const struct shmring *ring)
{
	return atomic_load(ring->peers) != ring->seen ||
	       kp_shmwait_closed(&ring->peer);
}

/* The peer is told at once; what is unread stays readable. */
static inline void kp_shmring_close(struct shmring *ring)
{
	kp_shmwait_close(ring->standing, &ring->peer);
}

#endif /* KPIPE_SHMRING_H */
