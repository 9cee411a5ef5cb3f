// SPDX-License-Identifier: GPL-2.0-only
/*
 * setup: channels made and destroyed, one after the other, by one process.
 */
#include "clock.h"
#include "modes.h"

#define LOOK_CHANNELS 8

static int create_until(struct peer *peer, uint64_t ns, uint64_t *count)
{
	uint64_t until = clock_ns() + ns;
	struct bench_channel channel = *peer->out;

	*count = 0;
	do {
		if (channel.transport->make(&channel))
			return peer_failed(peer, "%s", channel.problem);
		channel.transport->destroy(&channel);
	} while (++*count % LOOK_CHANNELS || clock_ns() < until);
	return 0;
}

static int creator(struct peer *peer)
{
	const struct job *job = peer->job;
	uint64_t count;

	if (create_until(peer, job->warm_ns, &count))
		return -1;
	peer_begin(peer, NULL, BENCH_WRITES);
	if (create_until(peer, job->run_ns, &count))
		return -1;
	peer_end(peer, NULL, BENCH_WRITES);
	peer->report->messages = count;
	return 0;
}

static void evaluate(struct sample *sample, const struct report *report)
{
	sample->wall_ns = report->end - report->begin;
	sample->side[BENCH_WRITES] = report->usage;
	sample->value[METRIC_CREATES] = (double)report->messages *
		NS_PER_SECOND / sample->wall_ns;
	sample->value[METRIC_CPU_CREATE] = (double)report->usage.cpu_ns /
		report->messages;
}

static int run_setup(struct run *run)
{
	struct report report;

	if (run_alone(run, creator, &report))
		return -1;
	evaluate(&run->sample, &report);
	return 0;
}

const struct mode mode_setup = {
	.name = "setup",
	.summary = "channels made and destroyed, one after the other",
	.run = run_setup,
	.shown = { METRIC_CREATES, METRIC_CPU_CREATE },
	.shown_count = 2,
};
