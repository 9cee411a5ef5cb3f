// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Messages in a ring: where they lie, and the checks of what the peer says.
 * Takes no locks and never sleeps; shmwait.c does that.
 */
#include <errno.h>
#include <string.h>

#include "shmring.h"

#define HEADER 8

/* The upper half of a header; the lower one is the length of the message. */
#define MESSAGE ((uint64_t)0x6d657373 << 32)
#define SKIP ((uint64_t)0x736b6970 << 32)

static uint64_t whole(uint64_t size)
{
	return HEADER + ((size + 7) & ~7ULL);
}

static uint64_t offset(const struct shmring *ring, uint64_t position)
{
	return position & (ring->size - 1);
}

static uint64_t to_end(const struct shmring *ring)
{
	return ring->size - offset(ring, ring->at);
}

/* Atomic, since the peer may be writing there: nothing must be loaded twice. */
static _Atomic uint64_t *header(const struct shmring *ring, uint64_t position)
{
	return (_Atomic uint64_t *)(ring->data + offset(ring, position));
}

static void put_header(struct shmring *ring, uint64_t position, uint64_t value)
{
	atomic_store_explicit(header(ring, position), value,
			      memory_order_relaxed);
}

static uint64_t get_header(const struct shmring *ring, uint64_t position)
{
	return atomic_load_explicit(header(ring, position),
				    memory_order_relaxed);
}

static int broken(struct shmring *ring)
{
	ring->broken = true;
	ring->held = 0;
	return -EPROTO;
}

void kp_shmring_join(struct shmring *ring, struct shmring_area *area,
		     size_t capacity, enum shmring_side side)
{
	bool reads = side == SHMRING_READS;

	*ring = (struct shmring) {
		.mine = reads ? &area->tail : &area->head,
		.peers = reads ? &area->head : &area->tail,
		.data = area->data,
		.size = capacity,
		.standing = reads ? &area->reader : &area->writer,
		.peer.standing = reads ? &area->writer : &area->reader,
	};
}

/* Whether there is room for so many bytes, by what the reader says now. */
static bool look_for_room(struct shmring *ring, uint64_t bytes)
{
	uint64_t tail = atomic_load(ring->peers);

	/* It went back, or past what is written. */
	if (ring->at - tail > ring->at - ring->seen) {
		broken(ring);
		return false;
	}
	ring->seen = tail;
	return ring->at + bytes - tail <= ring->size;
}

int kp_shmring_reserve(struct shmring *ring, size_t size, void **at)
{
	uint64_t bytes, skip;

	ring->held = 0;
	if (ring->broken)
		return -EPROTO;
	if (size > kp_shmring_longest(ring))
		return -EMSGSIZE;
	if (kp_shmwait_closed(&ring->peer))
		return -EPIPE;
	bytes = whole(size);
	skip = bytes > to_end(ring) ? to_end(ring) : 0;
	if (ring->at + skip + bytes - ring->seen > ring->size &&
	    !look_for_room(ring, skip + bytes))
		return ring->broken ? -EPROTO : -EAGAIN;
	ring->skipped = skip;
	ring->held = skip + bytes;
	*at = header(ring, ring->at + skip) + 1;
	return 0;
}

void kp_shmring_commit(struct shmring *ring, size_t size)
{
	uint64_t bytes = whole(size);

	if (!ring->held || bytes > ring->held - ring->skipped)
		return;
	if (ring->skipped)
		put_header(ring, ring->at, SKIP);
	ring->at += ring->skipped;
	put_header(ring, ring->at, MESSAGE | size);
	ring->at += bytes;
	ring->held = 0;
	kp_shmwait_publish(&ring->peer, ring->mine, ring->at);
}

/* Looks how far the writer has got; 1 when there is something. */
static int look_for_more(struct shmring *ring)
{
	/* Before head: what was sent before it closed is not overlooked. */
	bool closed = kp_shmwait_closed(&ring->peer);
	uint64_t head = atomic_load(ring->peers);

	if (head == ring->at)
		return closed ? 0 : -EAGAIN;
	if (head - ring->at > ring->size)
		return broken(ring);
	ring->seen = head;
	return 1;
}

int kp_shmring_peek(struct shmring *ring, const void **at, size_t *size)
{
	uint64_t left, room = to_end(ring), skip = 0, value;
	int result;

	ring->held = 0;
	if (ring->broken)
		return -EPROTO;
	if (ring->seen == ring->at) {
		result = look_for_more(ring);
		if (result <= 0)
			return result;
	}
	left = ring->seen - ring->at;
	value = get_header(ring, ring->at);
	if (value == SKIP) {
		if (left <= room)
			return broken(ring);
		skip = room;
		left -= room;
		room = ring->size;
		value = get_header(ring, ring->at + skip);
	}
	/* What has another upper half is now too long by far. */
	value ^= MESSAGE;
	if (value > kp_shmring_longest(ring) || whole(value) > left ||
	    whole(value) > room)
		return broken(ring);
	ring->skipped = skip;
	ring->held = skip + whole(value);
	*at = header(ring, ring->at + skip) + 1;
	*size = value;
	return 1;
}

void kp_shmring_release(struct shmring *ring)
{
	if (!ring->held)
		return;
	ring->at += ring->held;
	ring->held = 0;
	kp_shmwait_publish(&ring->peer, ring->mine, ring->at);
}
