// SPDX-License-Identifier: GPL-2.0-only
/*
 * many: several writers and several readers on one channel, messages of at most
 * PIPE_BUF bytes, which stay whole. When all writers have ended, one of them
 * sends every reader a last message.
 */
#include "clock.h"
#include "message.h"
#include "modes.h"

#define LOOK_MESSAGES 64

static int send_one(struct peer *peer, char *buffer, uint64_t id)
{
	const struct job *job = peer->job;

	message_fill(&job->pattern, buffer, job->size, id);
	if (channel_send(peer->out, buffer, job->size))
		return peer_failed(peer, "%s", peer->out->problem);
	return 0;
}

static int write_until(struct peer *peer, char *buffer, uint64_t *number,
		       unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t until = clock_ns() + (part ? job->run_ns : job->warm_ns), id;
	struct report *report = peer->report;
	unsigned int i;

	do {
		id = message_id(peer->index, (*number)++);
		if (send_one(peer, buffer, id))
			return -1;
		report->check += message_check(id);
		report->messages++;
		report->bytes += job->size;
	} while (*number % LOOK_MESSAGES || clock_ns() < until);
	pthread_barrier_wait(&peer->meeting->some);
	for (i = 0; i < job->readers && peer->index == job->readers; i++)
		if (send_one(peer, buffer, MESSAGE_LAST))
			return -1;
	return 0;
}

static int writer(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t number = 0;

	if (peer->out->transport->join(peer->out, BENCH_WRITES))
		return peer_failed(peer, "%s", peer->out->problem);
	peer_meet(peer);
	if (write_until(peer, buffer, &number, 0))
		return -1;
	peer_begin(peer, NULL, BENCH_WRITES);
	if (write_until(peer, buffer, &number, 1))
		return -1;
	peer_end(peer, NULL, BENCH_WRITES);
	return 0;
}

static int read_to_last(struct peer *peer, char *buffer)
{
	const struct job *job = peer->job;
	struct report *report = peer->report;
	int64_t right;
	uint64_t id;

	for (;;) {
		if (channel_receive(peer->in, buffer, job->size))
			return peer_failed(peer, "%s", peer->in->problem);
		right = message_verify(&job->pattern, buffer, job->size, &id);
		if (right < 0)
			return peer_failed(peer, "wrong data in a message");
		if (id == MESSAGE_LAST)
			return 0;
		report->check += message_check(id);
		report->touched += right;
		report->messages++;
		report->bytes += job->size;
	}
}

static int reader(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);

	if (peer->in->transport->join(peer->in, BENCH_READS))
		return peer_failed(peer, "%s", peer->in->problem);
	peer_meet(peer);
	if (read_to_last(peer, buffer))
		return -1;
	peer_begin(peer, NULL, BENCH_READS);
	if (read_to_last(peer, buffer))
		return -1;
	peer_end(peer, NULL, BENCH_READS);
	return 0;
}

/* The one with the fewest messages against the one with the most, among the
 * readers or among the writers, whichever are treated worse.
 */
static double fairness(const struct peers *peers, unsigned int from,
		       unsigned int to)
{
	uint64_t least = UINT64_MAX, most = 1;
	unsigned int i;

	for (i = from; i < to; i++) {
		uint64_t messages = peers->reports[i].messages;

		least = messages < least ? messages : least;
		most = messages > most ? messages : most;
	}
	return (double)least / most;
}

static void evaluate(struct run *run, const struct peers *peers)
{
	unsigned int readers = run->job->readers;
	double reading = fairness(peers, 0, readers);
	double writing = fairness(peers, readers, peers->count);

	sample_traffic(&run->sample, peers);
	run->sample.value[METRIC_FAIR] = reading < writing ? reading : writing;
}

static bool each_came_once(const struct peers *peers)
{
	uint64_t balance = 0;
	unsigned int i;

	for (i = 0; i < peers->count; i++)
		balance += peers->reports[i].side == BENCH_READS
			? peers->reports[i].check : -peers->reports[i].check;
	return !balance;
}

static int measure(struct run *run, struct bench_channel *channel)
{
	unsigned int i, readers = run->job->readers;
	unsigned int count = readers + run->job->writers;
	struct peers peers;
	struct peer peer;
	int result;

	if (peers_prepare(&peers, count, 0, 0))
		return run_failed(run, "no memory to share");
	peers_some(&peers, run->job->writers);
	for (i = 0; i < count; i++) {
		peer = run_peer(run, i < readers ? i : i - readers,
				i < readers);
		peer.in = channel;
		peer.out = channel;
		if (peers_start(&peers, &peer, i < readers ? reader : writer))
			break;
	}
	result = run_wait(run, &peers);
	if (!result && !each_came_once(&peers))
		result = run_failed(run, "messages were lost or came twice");
	if (!result)
		evaluate(run, &peers);
	peers_drop(&peers);
	return result;
}

static int run_many(struct run *run)
{
	return run_with_channel(run, measure);
}

const struct mode mode_many = {
	.name = "many",
	.summary = "several writers and readers on one channel",
	.run = run_many,
	.shown = { METRIC_MESSAGES, METRIC_CPU_MESSAGE, METRIC_SWITCHES,
		   METRIC_FAIR },
	.shown_count = 4,
};
