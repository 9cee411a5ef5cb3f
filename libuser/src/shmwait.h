/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Waiting for something to change in shared memory, and waking who waits.
 *
 * Each side of a ring has a standing, a word that tells the other side
 * whether it sleeps. Who waits sets it; who publishes something clears it, and
 * makes a system call only if it was set. Between "publish" and "does anybody
 * sleep?", and between "I sleep" and "is there something?", stands a full
 * barrier; each is the other's partner:
 *
 *	kp_shmwait_publish()		kp_shmwait_until(), kp_shmwait_arm()
 *	  store the number		  set the bit in the standing
 *	  -- full barrier --		  -- full barrier --
 *	  load the standing		  load the number
 *
 * so that at least one of the two sees what the other did. Both barriers are
 * those of sequentially consistent operations, which the thread sanitizer
 * understands, unlike a fence. The model is selftests/model/shmwait.pml.
 *
 * Whatever a hostile peer makes of a standing, the worst is that we wake up for
 * nothing, or later: a sleep lasts SHMWAIT_SLICE at most before the peer is
 * looked for. That also helps when the peer was killed between publishing
 * something and waking us.
 */
#ifndef KPIPE_SHMWAIT_H
#define KPIPE_SHMWAIT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "deadline.h"

/* Two lines: processors fetch lines in pairs. */
#define SHMWAIT_LINE 128

/* How long a dead peer may stay unnoticed by a sleeper, in ns. */
#define SHMWAIT_SLICE 100000000

enum {
	SHMWAIT_ASLEEP = 1,	/* sleeps on the word: futex(2) */
	SHMWAIT_EVENT = 2,	/* wants the bell to be rung: poll(2) */
};

/* In shared memory, in a line of its own, which nobody writes while both
 * sides are busy. All zero: awake, open.
 */
struct shmwait_standing {
	_Alignas(SHMWAIT_LINE) _Atomic uint32_t waits;	/* ASLEEP, EVENT */
	_Atomic uint32_t closed;	/* sends or takes nothing any more */
	_Atomic uint32_t hints;		/* times that a peer may have gone */
};

/* How this side waits. */
struct shmwait {
	struct shmwait_standing *mine;
	/* Whether there is no need to wait any more. Loads what it looks at
	 * with sequential consistency.
	 */
	bool (*changed)(void *owner);
	/* 0, or a negative errno value if the peer is gone. Asked after a
	 * sleep that nothing came of.
	 */
	int (*peer_died)(void *owner);
	void *owner;
	uint32_t hints;			/* that were followed */
	int64_t spin;			/* ns */
	unsigned int short_spins;	/* waits until it spins in full again */
	unsigned int penalty;		/* what short_spins becomes next */
};

/* How the other side is woken. */
struct shmwait_peer {
	struct shmwait_standing *standing;
	/* Makes what the peer polls readable. */
	void (*ring_bell)(void *owner);
	void *owner;
};

/* spin is that of struct kp_options. */
void kp_shmwait_init(struct shmwait *wait, int64_t spin);

/* Waits until changed(). Returns 0; -EAGAIN or -ETIMEDOUT for the deadline;
 * -EINTR; or what peer_died() returned, in which case changed() was asked once
 * more afterwards.
 */
int kp_shmwait_until(struct shmwait *wait, int64_t deadline);

/* For poll(2): asks for the bell at the next change. Returns false if
 * changed() already.
 */
bool kp_shmwait_arm(struct shmwait *wait);

/* Wakes a peer that said that it waits. */
void kp_shmwait_wake(const struct shmwait_peer *peer);

/* Wakes the peer if it waits. */
static inline void kp_shmwait_nudge(const struct shmwait_peer *peer)
{
	if (atomic_load(&peer->standing->waits))
		kp_shmwait_wake(peer);
}

static inline void kp_shmwait_publish(const struct shmwait_peer *peer,
				      _Atomic uint64_t *number, uint64_t value)
{
	atomic_store(number, value);
	kp_shmwait_nudge(peer);
}

/* Tells the peer to look whether we are still there. */
static inline void kp_shmwait_hint(const struct shmwait_peer *peer)
{
	atomic_fetch_add(&peer->standing->hints, 1);
	kp_shmwait_nudge(peer);
}

/* Says that the side with this standing will do nothing any more. */
void kp_shmwait_close(struct shmwait_standing *mine,
		      const struct shmwait_peer *peer);

static inline bool kp_shmwait_closed(const struct shmwait_peer *peer)
{
	return atomic_load(&peer->standing->closed);
}

#endif /* KPIPE_SHMWAIT_H */
