/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Many writers, one reader: a lane for each writer, which is a ring of its own
 * (shmring.h), and one standing for the reader, which all writers look at.
 *
 * There is nothing that two writers share, so a writer that is killed in mid-
 * reservation holds up nobody: what it had not sent never was. The reader
 * drains what it did send and gives the lane to the next. In one queue for all,
 * with one cursor to reserve room with, every later message would stand behind
 * the hole that the dead writer left, and somebody would have to tell a dead
 * writer from a slow one. The price: messages of different writers have no
 * order among themselves, and a lane is taken for each writer.
 *
 * With one lane, whose writer is known, this is the one-to-one ring.
 */
#ifndef KPIPE_SHMMPSC_H
#define KPIPE_SHMMPSC_H

#include "shmring.h"

#define SHMMPSC_LANES 32
#define SHMMPSC_NEVER UINT32_MAX
#define SHMMPSC_STRANGER INT32_MIN

/* In shared memory. All zero: no writer yet. Behind it the lanes. */
struct shmmpsc_area {
	/* Changes when the reader is to look who has come and gone. */
	_Alignas(SHMWAIT_LINE) _Atomic uint64_t arrivals;
	/* Who has the lane: a pid, SHMMPSC_STRANGER for one of another pid
	 * namespace, SHMMPSC_NEVER, or 0 for nobody. A writer takes a free
	 * one, the reader sets it free when it is drained and its writer has
	 * closed or died.
	 */
	_Alignas(SHMWAIT_LINE) _Atomic uint32_t writers[SHMMPSC_LANES];
};

/* The reader's own memory. */
struct shmmpsc {
	struct shmmpsc_area *area;
	size_t capacity;		/* of each lane */
	unsigned int lanes;
	uint32_t joined, gone;		/* bits of lanes */
	unsigned int current;		/* the lane whose turn it is */
	bool peeked;			/* current holds what was looked at */
	bool ended;			/* there were writers, all gone now */
	bool once;			/* nobody may take a lane again */
	uint64_t arrivals;		/* that arrived() knows of */
	/* Joins the lanes of new writers, and notices who has gone. */
	void (*arrived)(void *owner);
	void *owner;
	struct shmring lane[SHMMPSC_LANES];
};

static inline size_t kp_shmmpsc_lane_at(size_t capacity, unsigned int lane)
{
	return sizeof(struct shmmpsc_area) + lane * kp_shmring_bytes(capacity);
}

static inline size_t kp_shmmpsc_bytes(size_t capacity, unsigned int lanes)
{
	return kp_shmmpsc_lane_at(capacity, lanes);
}

/* A writer takes a lane. Returns its number, or -EBUSY when all are taken. */
int kp_shmmpsc_take(struct shmmpsc_area *area, unsigned int lanes, int32_t pid);
/* It tells the reader of it, or changes its mind. */
void kp_shmmpsc_announce(struct shmmpsc_area *area, size_t capacity);
void kp_shmmpsc_give_back(struct shmmpsc_area *area, unsigned int lane);
/* A writer that has a lane joins it. */
void kp_shmmpsc_join_writer(struct shmring *ring, struct shmmpsc_area *area,
			    size_t capacity, unsigned int lane);

/* The reader. Who is told of new writers is for the caller to fill in. */
void kp_shmmpsc_join_reader(struct shmmpsc *in, struct shmmpsc_area *area,
			    size_t capacity, unsigned int lanes);

static inline bool kp_shmmpsc_has_joined(const struct shmmpsc *in,
					 unsigned int lane)
{
	return in->joined >> lane & 1;
}

/* As kp_shmring_peek(), from each lane in turn: 0 at the end of the last one.
 * Of several lanes, the -EPROTO of one is returned once, and the lane is not
 * looked at any more until its writer has gone.
 */
int kp_shmmpsc_peek(struct shmmpsc *in, const void **at, size_t *size);
void kp_shmmpsc_release(struct shmmpsc *in);

/* A lane has a writer. How to ring its bell is for the caller to fill in. */
void kp_shmmpsc_join_lane(struct shmmpsc *in, unsigned int lane);
/* The writer of this lane is gone: no more will come than there is. */
void kp_shmmpsc_writer_gone(struct shmmpsc *in, unsigned int lane);

bool kp_shmmpsc_changed(const struct shmmpsc *in);
struct shmwait_standing *kp_shmmpsc_standing(const struct shmmpsc *in);
/* kp_shmwait_hint() to all that have taken a lane, joined or not. */
void kp_shmmpsc_hint(struct shmmpsc *in);
/* Tells all writers that nobody reads any more. */
void kp_shmmpsc_close(struct shmmpsc *in);

#endif /* KPIPE_SHMMPSC_H */
