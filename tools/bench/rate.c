// SPDX-License-Identifier: GPL-2.0-only
/*
 * rate: a message every so often, whatever becomes of those before it. The time
 * of a message runs from the moment at which it was due, not from when it got
 * away: a stall then counts for every message that it held up, which a bench
 * that waits for each answer would leave out (coordinated omission).
 */
#include "clock.h"
#include "modes.h"
#include "schedule.h"

/* For the peers to get from the barrier to their first call. */
#define LEAD_NS (2 * NS_PER_MS)

static uint64_t messages_of(const struct job *job, unsigned int part)
{
	return schedule_count(job->rate, part ? job->run_ns : job->warm_ns);
}

static int write_on_time(struct peer *peer, char *buffer, uint64_t *number,
			 unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t i, count = messages_of(job, part);
	uint64_t start = atomic_load(&peer->meeting->start);

	for (i = 0; i < count; i++, ++*number) {
		clock_sleep_until(schedule_due(start, job->rate, i));
		pattern_fill(&job->pattern, buffer, job->size,
			     *number * job->size);
		if (channel_send(peer->out, buffer, job->size))
			return peer_failed(peer, "%s", peer->out->problem);
	}
	peer->report->messages = count;
	peer->report->bytes = count * job->size;
	return 0;
}

static int writer(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t number = 0;

	if (peer->out->transport->join(peer->out, BENCH_WRITES))
		return peer_failed(peer, "%s", peer->out->problem);
	atomic_store(&peer->meeting->start, clock_ns() + LEAD_NS);
	peer_meet(peer);
	if (write_on_time(peer, buffer, &number, 0))
		return -1;
	/* The reader is still busy with what was sent last. */
	peer_meet(peer);
	atomic_store(&peer->meeting->start, clock_ns() + LEAD_NS);
	peer_begin(peer, peer->out, BENCH_WRITES);
	if (write_on_time(peer, buffer, &number, 1))
		return -1;
	peer_end(peer, peer->out, BENCH_WRITES);
	return 0;
}

static int read_on_time(struct peer *peer, char *buffer, uint64_t *number,
			unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t i, due, count = messages_of(job, part);
	uint64_t start = atomic_load(&peer->meeting->start);
	int64_t right;

	for (i = 0; i < count; i++, ++*number) {
		if (channel_receive(peer->in, buffer, job->size))
			return peer_failed(peer, "%s", peer->in->problem);
		right = pattern_verify(&job->pattern, buffer, job->size,
				       *number * job->size);
		if (right < 0)
			return peer_failed(peer, "wrong data in message %llu",
					   (unsigned long long)*number);
		due = schedule_due(start, job->rate, i);
		if (part)
			hist_add(peer->hist, clock_ns() - due);
		peer->report->touched += right;
	}
	return 0;
}

static int reader(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t number = 0;

	if (peer->in->transport->join(peer->in, BENCH_READS))
		return peer_failed(peer, "%s", peer->in->problem);
	peer_meet(peer);
	if (read_on_time(peer, buffer, &number, 0))
		return -1;
	peer_meet(peer);
	peer_begin(peer, peer->in, BENCH_READS);
	if (read_on_time(peer, buffer, &number, 1))
		return -1;
	peer_end(peer, peer->in, BENCH_READS);
	return 0;
}

static int measure(struct run *run, struct bench_channel *channel)
{
	struct peers peers;
	struct peer peer;
	int result;

	if (peers_prepare(&peers, 2, 0, 1))
		return run_failed(run, "no memory to share");
	peer = run_peer(run, 0, 1);
	peer.in = channel;
	peer.out = channel;
	peer.hist = peers.hists;
	result = peers_start(&peers, &peer, reader);
	peer.cpu = place_cpu(run->job->place, 0, 0);
	if (!result)
		peers_start(&peers, &peer, writer);
	result = run_timed(run, &peers);
	peers_drop(&peers);
	return result;
}

static int run_rate(struct run *run)
{
	return run_with_channel(run, measure);
}

const struct mode mode_rate = {
	.name = "rate",
	.summary = "messages at fixed times; from when due to when checked",
	.run = run_rate,
	.times = true,
	.shown = { METRIC_P50, METRIC_P99, METRIC_CPU_MESSAGE,
		   METRIC_SWITCHES },
	.shown_count = 4,
};
