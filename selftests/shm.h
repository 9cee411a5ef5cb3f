/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: memory for a ring that ends exactly where an unreadable page begins,
 * and numbers by chance.
 */
#ifndef KPIPE_SHM_H
#define KPIPE_SHM_H

#include <stdint.h>
#include <sys/mman.h>

#include "kpipe_test.h"
#include "shmmpsc.h"

/* bytes: a multiple of 8. Zeroed, and shared with children. */
static inline void *guarded(size_t bytes)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t pages = (bytes + page - 1) / page * page;
	char *start = mmap(NULL, pages + page, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	MUST(start != MAP_FAILED);
	MUST(!mprotect(start + pages, page, PROT_NONE));
	/* What stands in it is aligned to lines, and so must its size be. */
	MUST(bytes % SHMWAIT_LINE == 0);
	return start + pages - bytes;
}

static uint64_t chance_state = 88172645463325252ULL;

/* From 0 to n - 1. */
static inline uint64_t chance(uint64_t n)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return chance_state % n;
}

static inline int nobody_dies(void *owner)
{
	(void)owner;
	return 0;
}

static inline void no_bell(void *owner)
{
	(void)owner;
}

static inline bool ring_changed(void *owner)
{
	return kp_shmring_changed(owner);
}

/* How a test waits for the other side of a ring. */
static inline struct shmwait ring_wait(struct shmring *ring, int64_t spin)
{
	struct shmwait wait;

	kp_shmwait_init(&wait, spin);
	wait.mine = ring->standing;
	wait.changed = ring_changed;
	wait.peer_died = nobody_dies;
	wait.owner = ring;
	ring->peer.ring_bell = no_bell;
	return wait;
}

/* Without a rendezvous: a lane that has a writer is joined. */
static inline void join_taken_lanes(void *owner)
{
	struct shmmpsc *in = owner;
	unsigned int i;

	for (i = 0; i < in->lanes; i++) {
		if (kp_shmmpsc_has_joined(in, i) ||
		    !atomic_load(&in->area->writers[i]))
			continue;
		kp_shmmpsc_join_lane(in, i);
		in->lane[i].peer.ring_bell = no_bell;
	}
}

static inline void join_many(struct shmmpsc *in, struct shmmpsc_area *area,
			     size_t capacity, unsigned int lanes)
{
	kp_shmmpsc_join_reader(in, area, capacity, lanes);
	in->arrived = join_taken_lanes;
	in->owner = in;
}

/* A writer's way in; -1 when there is none. */
static inline int take_lane(struct shmmpsc_area *area, size_t capacity,
			    unsigned int lanes, int32_t pid)
{
	int lane = kp_shmmpsc_take(area, lanes, pid);

	if (lane >= 0)
		kp_shmmpsc_announce(area, capacity);
	return lane;
}

/* Byte i of message n. */
static inline unsigned char byte_of(uint64_t n, size_t i)
{
	return (unsigned char)((n * 2654435761u + i * 40503u) >> 5);
}

static inline void fill_message(void *at, size_t size, uint64_t n)
{
	unsigned char *bytes = at;
	size_t i;

	for (i = 0; i < size; i++)
		bytes[i] = byte_of(n, i);
}

static inline bool is_message(const void *at, size_t size, uint64_t n)
{
	const unsigned char *bytes = at;
	size_t i;

	for (i = 0; i < size; i++)
		if (bytes[i] != byte_of(n, i))
			return false;
	return true;
}

#endif /* KPIPE_SHM_H */
