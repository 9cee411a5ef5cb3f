// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Spins for a while, then sleeps: the only place that does either for a change
 * in shared memory. The rules are in shmwait.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shmwait.h"

/* What it takes to sleep and be woken: spinning for so long costs at most as
 * much again as not to have spun at all.
 */
#define SPIN_NS 50000
/* Looks between two looks at the clock, and in a short spin. */
#define LOOKS 32
#define MOST_PENALTY 64

/* Not FUTEX_PRIVATE: the peer is another process. */
static int futex_wait(_Atomic uint32_t *word, uint32_t value, int64_t until)
{
	struct timespec end = {
		.tv_sec = until / 1000000000,
		.tv_nsec = until % 1000000000,
	};

	if (!syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, &end, NULL,
		     FUTEX_BITSET_MATCH_ANY))
		return 0;
	return -errno;
}

static void futex_wake(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ volatile("isb" : : : "memory");
#endif
}

/* Where there is one processor, the peer needs it to get anywhere. */
static bool alone(void)
{
	cpu_set_t allowed;

	return !sched_getaffinity(0, sizeof(allowed), &allowed) &&
	       CPU_COUNT(&allowed) == 1 && sysconf(_SC_NPROCESSORS_ONLN) == 1;
}

void kp_shmwait_init(struct shmwait *wait, int64_t spin)
{
	*wait = (struct shmwait) { .spin = spin, .penalty = 1 };
	if (spin < 0 || alone())
		wait->spin = 0;
	else if (spin == 0)
		wait->spin = SPIN_NS;
}

/* What was in vain is done shortly for a while: for one wait, then two, four
 * and so on. Two processes on one processor hardly spin after that, and those
 * that pause now and then are back at full speed after one slow answer.
 */
static void spun_in_vain(struct shmwait *wait)
{
	if (wait->short_spins) {
		wait->short_spins--;
		return;
	}
	wait->short_spins = wait->penalty;
	if (wait->penalty < MOST_PENALTY)
		wait->penalty *= 2;
}

static bool look_often(struct shmwait *wait)
{
	int i;

	for (i = 0; i < LOOKS; i++) {
		if (wait->changed(wait->owner))
			return true;
		relax();
	}
	return false;
}

static bool spin(struct shmwait *wait)
{
	bool full = !wait->short_spins;
	int64_t end;

	if (!wait->spin)
		return false;
	if (look_often(wait))
		return true;
	if (full) {
		end = kp_now() + wait->spin;
		do {
			if (look_often(wait)) {
				wait->penalty = 1;
				return true;
			}
		} while (kp_now() < end);
	}
	spun_in_vain(wait);
	return false;
}

/* One sleep, after which all is looked at again. */
static int sleep_once(struct shmwait *wait, int64_t deadline)
{
	_Atomic uint32_t *waits = &wait->mine->waits;
	int64_t until = kp_now() + SHMWAIT_SLICE;
	uint32_t old = atomic_fetch_or(waits, SHMWAIT_ASLEEP);
	int result = 0;

	if (until > deadline)
		until = deadline;
	/* Partner of the barrier in kp_shmwait_publish(), kp_shmwait_hint() and
	 * kp_shmwait_close().
	 */
	if (!wait->changed(wait->owner) &&
	    atomic_load(&wait->mine->hints) == wait->hints)
		result = futex_wait(waits, old | SHMWAIT_ASLEEP, until);
	atomic_fetch_and(waits, ~(uint32_t)SHMWAIT_ASLEEP);
	return result;
}

int kp_shmwait_until(struct shmwait *wait, int64_t deadline)
{
	int result, died = 0;

	if (spin(wait))
		return 0;
	for (;;) {
		if (wait->changed(wait->owner))
			return 0;
		if (died)
			return died;
		if (deadline != KP_DEADLINE_NEVER && kp_now() >= deadline)
			return kp_deadline_error(deadline);
		result = sleep_once(wait, deadline);
		if (wait->changed(wait->owner))
			return 0;
		if (result == -EINTR)
			return -EINTR;
		wait->hints = atomic_load(&wait->mine->hints);
		died = wait->peer_died(wait->owner);
	}
}

bool kp_shmwait_arm(struct shmwait *wait)
{
	atomic_fetch_or(&wait->mine->waits, SHMWAIT_EVENT);
	/* Partner of the barrier in kp_shmwait_publish() and
	 * kp_shmwait_close().
	 */
	return !wait->changed(wait->owner);
}

void kp_shmwait_wake(const struct shmwait_peer *peer)
{
	_Atomic uint32_t *waits = &peer->standing->waits;
	uint32_t old = atomic_exchange(waits, 0);

	if (old & SHMWAIT_ASLEEP)
		futex_wake(waits);
	if (old & SHMWAIT_EVENT)
		peer->ring_bell(peer->owner);
}

void kp_shmwait_close(struct shmwait_standing *mine,
		      const struct shmwait_peer *peer)
{
	atomic_store(&mine->closed, 1);
	kp_shmwait_nudge(peer);
}
