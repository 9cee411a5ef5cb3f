// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream: writers write as fast as they can, readers read. One or more pairs
 * at the same time, each with a channel of its own.
 */
#include <stdlib.h>

#include "clock.h"
#include "modes.h"

/* So many bytes, or messages when they are large, between looks at the clock:
 * a look may cost as much as a small message.
 */
#define LOOK_BYTES 16384

static int write_until(struct peer *peer, char *buffer, uint64_t *position,
		       unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t until = clock_ns() + (part ? job->run_ns : job->warm_ns);
	unsigned int batch = LOOK_BYTES / job->size + 1, i = 0;
	bool last;

	do {
		last = ++i % batch == 0 && clock_ns() >= until;
		pattern_fill(&job->pattern, buffer, job->size, *position);
		*position += job->size;
		if (last)
			atomic_store(&peer->lane->end[part], *position);
		if (channel_send(peer->out, buffer, job->size))
			return peer_failed(peer, "%s", peer->out->problem);
		peer->report->messages++;
	} while (!last);
	return 0;
}

static int writer(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t position = 0, begin;

	if (peer->out->transport->join(peer->out, BENCH_WRITES))
		return peer_failed(peer, "%s", peer->out->problem);
	peer_meet(peer);
	if (write_until(peer, buffer, &position, 0))
		return -1;
	begin = position;
	peer_begin(peer, peer->out, BENCH_WRITES);
	if (write_until(peer, buffer, &position, 1))
		return -1;
	peer_end(peer, peer->out, BENCH_WRITES);
	peer->report->bytes = position - begin;
	return 0;
}

static int read_to_end(struct peer *peer, char *buffer, uint64_t *position,
		       unsigned int part)
{
	const struct job *job = peer->job;
	struct bench_channel *in = peer->in;
	int64_t right;
	ssize_t n;

	do {
		n = in->transport->receive(in, buffer, job->size);
		if (n <= 0) {
			channel_failed(in, "receiving");
			return peer_failed(peer, "%s", in->problem);
		}
		right = pattern_verify(&job->pattern, buffer, n, *position);
		if (right < 0)
			return peer_failed(peer,
				"wrong data within %zd bytes at byte %llu",
				n, (unsigned long long)*position);
		*position += n;
		peer->report->touched += right;
		peer->report->messages++;
	} while (*position < atomic_load(&peer->lane->end[part]));
	return 0;
}

static int reader(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t position = 0, begin;

	if (peer->in->transport->join(peer->in, BENCH_READS))
		return peer_failed(peer, "%s", peer->in->problem);
	peer_meet(peer);
	if (read_to_end(peer, buffer, &position, 0))
		return -1;
	begin = position;
	peer_begin(peer, peer->in, BENCH_READS);
	if (read_to_end(peer, buffer, &position, 1))
		return -1;
	peer_end(peer, peer->in, BENCH_READS);
	peer->report->bytes = position - begin;
	return 0;
}

/* First all readers, then all writers. */
static int start_all(struct run *run, struct peers *peers,
		     struct bench_channel *channels)
{
	unsigned int i, pairs = run->job->pairs;
	struct peer peer;

	for (i = 0; i < 2 * pairs; i++) {
		peer = run_peer(run, i % pairs, i < pairs);
		peer.lane = &peers->lanes[i % pairs];
		peer.in = &channels[i % pairs];
		peer.out = &channels[i % pairs];
		if (peers_start(peers, &peer, i < pairs ? reader : writer))
			break;
	}
	return run_wait(run, peers);
}

static bool all_arrived(const struct peers *peers, unsigned int pairs)
{
	unsigned int i;

	for (i = 0; i < pairs; i++)
		if (peers->reports[i].bytes != peers->reports[pairs + i].bytes)
			return false;
	return true;
}

static int measure(struct run *run, struct bench_channel *channels)
{
	unsigned int pairs = run->job->pairs;
	struct peers peers;
	int result;

	if (peers_prepare(&peers, 2 * pairs, pairs, 0))
		return run_failed(run, "no memory to share");
	result = start_all(run, &peers, channels);
	if (!result && !all_arrived(&peers, pairs))
		result = run_failed(run, "not all that was sent arrived");
	if (!result)
		sample_traffic(&run->sample, &peers);
	peers_drop(&peers);
	return result;
}

static int run_stream(struct run *run)
{
	unsigned int made, pairs = run->job->pairs;
	struct bench_channel *channels = calloc(pairs, sizeof(*channels));
	int result = 0;

	for (made = 0; channels && made < pairs && !result; made++)
		result = run_channel(run, &channels[made]);
	if (result)
		made--;
	else
		result = channels ? measure(run, channels)
				  : run_failed(run, "no memory");
	while (channels && made--)
		channels[made].transport->destroy(&channels[made]);
	free(channels);
	return result;
}

const struct mode mode_stream = {
	.name = "stream",
	.summary = "one way, as fast as it goes",
	.run = run_stream,
	.shown = { METRIC_RATE, METRIC_CPU_BYTE, METRIC_SWITCHES,
		   METRIC_WAKES },
	.shown_count = 4,
};
