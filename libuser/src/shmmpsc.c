// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Lanes: who takes one, whose turn it is, and when it is free again. Takes no
 * locks and never sleeps.
 */
#include <errno.h>
#include <string.h>

#include "shmmpsc.h"

#define BIT(lane) ((uint32_t)1 << (lane))

static struct shmring_area *lane_area(struct shmmpsc_area *area,
				      size_t capacity, unsigned int lane)
{
	return (void *)((char *)area + kp_shmmpsc_lane_at(capacity, lane));
}

/* One for all lanes: that of the first. */
static struct shmwait_standing *reader_of(struct shmmpsc_area *area,
					  size_t capacity)
{
	return &lane_area(area, capacity, 0)->reader;
}

int kp_shmmpsc_take(struct shmmpsc_area *area, unsigned int lanes, int32_t pid)
{
	unsigned int i;
	uint32_t nobody;

	for (i = 0; i < lanes; i++) {
		nobody = 0;
		if (atomic_compare_exchange_strong(&area->writers[i], &nobody,
						   (uint32_t)pid))
			return i;
	}
	return -EBUSY;
}

/* Who polls is told by a socket or a mailbox. */
static void no_bell(void *owner)
{
	(void)owner;
}

void kp_shmmpsc_announce(struct shmmpsc_area *area, size_t capacity)
{
	const struct shmwait_peer reader = {
		.standing = reader_of(area, capacity), .ring_bell = no_bell,
	};

	atomic_fetch_add(&area->arrivals, 1);
	kp_shmwait_nudge(&reader);
}

void kp_shmmpsc_give_back(struct shmmpsc_area *area, unsigned int lane)
{
	atomic_store(&area->writers[lane], 0);
}

void kp_shmmpsc_join_writer(struct shmring *ring, struct shmmpsc_area *area,
			    size_t capacity, unsigned int lane)
{
	kp_shmring_join(ring, lane_area(area, capacity, lane), capacity,
			SHMRING_WRITES);
	ring->peer.standing = reader_of(area, capacity);
}

void kp_shmmpsc_join_reader(struct shmmpsc *in, struct shmmpsc_area *area,
			    size_t capacity, unsigned int lanes)
{
	*in = (struct shmmpsc) {
		.area = area,
		.capacity = capacity,
		.lanes = lanes,
	};
}

void kp_shmmpsc_join_lane(struct shmmpsc *in, unsigned int lane)
{
	struct shmring *ring = &in->lane[lane];

	kp_shmring_join(ring, lane_area(in->area, in->capacity, lane),
			in->capacity, SHMRING_READS);
	ring->standing = kp_shmmpsc_standing(in);
	in->joined |= BIT(lane);
}

static bool have_arrived(const struct shmmpsc *in)
{
	return atomic_load(&in->area->arrivals) != in->arrivals;
}

static void welcome(struct shmmpsc *in)
{
	in->arrivals = atomic_load(&in->area->arrivals);
	in->arrived(in->owner);
}

/* Leaves the lane as the next writer expects it. */
static void free_lane(struct shmmpsc *in, unsigned int lane)
{
	struct shmring_area *area = lane_area(in->area, in->capacity, lane);

	in->ended = true;
	in->joined &= ~BIT(lane);
	in->gone &= ~BIT(lane);
	atomic_store(&area->head, 0);
	atomic_store(&area->tail, 0);
	atomic_store(&area->writer.waits, 0);
	atomic_store(&area->writer.closed, 0);
	atomic_store(&in->area->writers[lane], in->once ? SHMMPSC_NEVER : 0);
}

/* 1, or what the lane has to say, or -EAGAIN. */
static int peek_lane(struct shmmpsc *in, unsigned int lane, const void **at,
		     size_t *size)
{
	struct shmring *ring = &in->lane[lane];
	bool told = ring->broken, gone = in->gone & BIT(lane);
	int result = kp_shmring_peek(ring, at, size);

	if (result == 0 || (gone && result < 0))
		free_lane(in, lane);
	if (result == 0 || (result == -EPROTO && told && in->lanes > 1))
		result = -EAGAIN;
	return result;
}

/* The lowest of the lanes from the current one on, or else of those before. */
static unsigned int next_of(const struct shmmpsc *in, uint32_t lanes)
{
	uint32_t from = lanes & ~(BIT(in->current) - 1);

	return (unsigned int)__builtin_ctz(from ? from : lanes);
}

int kp_shmmpsc_peek(struct shmmpsc *in, const void **at, size_t *size)
{
	unsigned int lane;
	uint32_t left;
	int result;

	if (have_arrived(in))
		welcome(in);
	in->peeked = false;
	for (left = in->joined; left; left &= ~BIT(lane)) {
		lane = next_of(in, left);
		result = peek_lane(in, lane, at, size);
		if (result == -EAGAIN)
			continue;
		in->current = lane;
		in->peeked = result == 1;
		return result;
	}
	return in->joined || !in->ended ? -EAGAIN : 0;
}

void kp_shmmpsc_release(struct shmmpsc *in)
{
	if (!in->peeked)
		return;
	kp_shmring_release(&in->lane[in->current]);
	in->peeked = false;
	in->current = (in->current + 1) % SHMMPSC_LANES;
}

void kp_shmmpsc_writer_gone(struct shmmpsc *in, unsigned int lane)
{
	if (!kp_shmmpsc_has_joined(in, lane))
		return;
	in->gone |= BIT(lane);
}

/* Ends that nobody was told of yet count, too. */
bool kp_shmmpsc_changed(const struct shmmpsc *in)
{
	const struct shmring *ring;
	uint32_t left;

	if (have_arrived(in) || in->gone)
		return true;
	for (left = in->joined; left; left &= left - 1) {
		ring = &in->lane[__builtin_ctz(left)];
		if (!ring->broken && kp_shmring_changed(ring))
			return true;
	}
	return false;
}

struct shmwait_standing *kp_shmmpsc_standing(const struct shmmpsc *in)
{
	return reader_of(in->area, in->capacity);
}

void kp_shmmpsc_hint(struct shmmpsc *in)
{
	struct shmwait_peer peer = { .ring_bell = no_bell };
	unsigned int i;

	for (i = 0; i < in->lanes; i++) {
		peer.standing = &lane_area(in->area, in->capacity, i)->writer;
		if (in->lanes == 1 || atomic_load(&in->area->writers[i]))
			kp_shmwait_hint(&peer);
	}
}

void kp_shmmpsc_close(struct shmmpsc *in)
{
	unsigned int i;

	if (have_arrived(in))
		welcome(in);
	atomic_store(&kp_shmmpsc_standing(in)->closed, 1);
	for (i = 0; i < in->lanes; i++)
		if (kp_shmmpsc_has_joined(in, i))
			kp_shmring_close(&in->lane[i]);
}
