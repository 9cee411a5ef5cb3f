// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe spins: where it looks for a while before it sleeps.
 *
 * To sleep and be woken takes two trips through the scheduler and mostly an
 * interrupt to another processor; a peer that is at work already often needs
 * less. So who waits first looks, for as long as being woken has taken of late,
 * and never longer than spin_ns: then waiting costs at most twice of what it
 * had to. It looks only when the other side last worked on another processor,
 * nothing else wants to run on this one, and nobody sleeps for the same; and
 * after each spell in vain it leaves out more of the next ones.
 *
 * No lock of the pipe is held here, and nobody has to know of a spinner, as it
 * needs no waking. What is kept about spells and costs is a guess: a race over
 * it can make the guess worse, and nothing else.
 */
#include <linux/moduleparam.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>
#include <linux/sched/stat.h>

#include <linux/kpipe.h>

#include "kpipe.h"

/* How many waits at most are not begun by spinning because others were in vain. */
#define KPIPE_SPIN_SKIP_MAX	31

static unsigned int kpipe_spin_ns = 100000;
module_param_named(spin_ns, kpipe_spin_ns, uint, 0644);
MODULE_PARM_DESC(spin_ns,
		 "Longest time in ns to look for the peer before sleeping (100000, 0: none)");

/* What it takes to be woken on this machine, in ns: a moving average. */
static u32 kpipe_wake_ns = 20000;

/**
 * kpipe_spin_learn - note how long it took a sleeper to run again
 * @ns: nanoseconds since it was woken
 *
 * Context: any.
 */
void kpipe_spin_learn(u64 ns)
{
	u32 old = READ_ONCE(kpipe_wake_ns);
	u32 limit = READ_ONCE(kpipe_spin_ns);

	WRITE_ONCE(kpipe_wake_ns, old - old / 8 + (u32)min_t(u64, ns, limit) / 8);
}

/* Where the other side last worked, plus one. */
static u32 kpipe_peer_cpu(const struct kpipe *pipe, enum kpipe_site site)
{
	return site == KPIPE_READ_EMPTY ? READ_ONCE(pipe->wr_cpu) :
					  READ_ONCE(pipe->rd_cpu);
}

static bool kpipe_may_spin(struct kpipe *pipe, enum kpipe_site site)
{
	u32 peer = kpipe_peer_cpu(pipe, site);
	struct kpipe_spin *spin = &pipe->spin[site];
	u32 skip = READ_ONCE(spin->skip);

	if (!(READ_ONCE(pipe->policy) & KPIPE_POLICY_WAIT_ADAPTIVE) || !peer ||
	    peer == raw_smp_processor_id() + 1 || !single_task_running())
		return false;
	/* No barrier: who is missed here queued up at the same time. */
	if (waitqueue_active(&pipe->wait[site].queue))
		return false;
	if (!skip)
		return true;
	WRITE_ONCE(spin->skip, skip - 1);
	return false;
}

/* Looks until @site is over, or for too long. */
static bool kpipe_spin_while(struct kpipe *pipe, enum kpipe_site site, u64 limit)
{
	u64 start = sched_clock();

	do {
		if (kpipe_site_over(pipe, site))
			return true;
		cpu_relax();
	} while (!need_resched() && !signal_pending(current) &&
		 sched_clock() - start < limit);
	return false;
}

/**
 * kpipe_spin - wait without sleeping, if that promises to be short
 * @pipe: the pipe
 * @site: what for: KPIPE_READ_EMPTY or KPIPE_WRITE_FULL
 *
 * Context: process context; no lock of the pipe held.
 * Return: whether there is no longer a reason to sleep.
 */
bool kpipe_spin(struct kpipe *pipe, enum kpipe_site site)
{
	u32 limit = min(READ_ONCE(kpipe_spin_ns), 2 * READ_ONCE(kpipe_wake_ns));
	struct kpipe_spin *spin = &pipe->spin[site];
	u32 vain;

	if (!kpipe_may_spin(pipe, site))
		return false;
	vain = READ_ONCE(spin->vain);
	if (kpipe_spin_while(pipe, site, limit)) {
		if (vain)
			WRITE_ONCE(spin->vain, 0);
		atomic64_inc(&spin->spins);
		return true;
	}
	WRITE_ONCE(spin->skip, vain);
	WRITE_ONCE(spin->vain, min(2 * vain + 1, KPIPE_SPIN_SKIP_MAX));
	return false;
}
