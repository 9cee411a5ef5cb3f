// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe remembers the pipes that are gone: how many they were,
 * and what went through them. A FIFO keeps nothing after its last close, so
 * who wants to know what a program moved in all would ask too late.
 *
 * Every processor counts for itself: making and closing pipes shares nothing
 * for it. Takes no lock, does not sleep.
 */
#include <linux/percpu.h>

#include "kpipe.h"

struct kpipe_past {
	u64 pipes;
	u64 bytes;
};

static DEFINE_PER_CPU(struct kpipe_past, kpipe_past);

/**
 * kpipe_past_add - remember a pipe that goes
 * @pipe: the pipe; one that never had an end was none
 *
 * Context: any; nobody uses the pipe any more.
 */
void kpipe_past_add(const struct kpipe *pipe)
{
	if (!pipe->read_opens && !pipe->write_opens)
		return;
	this_cpu_inc(kpipe_past.pipes);
	this_cpu_add(kpipe_past.bytes, pipe->read);
}

/**
 * kpipe_past_sum - how much there has been since the module was loaded
 * @pipes: where the number of pipes goes
 * @bytes: where the bytes go that readers took from them
 *
 * Context: any. What goes at this moment may be in none or one of the two.
 */
void kpipe_past_sum(u64 *pipes, u64 *bytes)
{
	int cpu;

	*pipes = 0;
	*bytes = 0;
	for_each_possible_cpu(cpu) {
		const struct kpipe_past *past = per_cpu_ptr(&kpipe_past, cpu);

		*pipes += READ_ONCE(past->pipes);
		*bytes += READ_ONCE(past->bytes);
	}
}
