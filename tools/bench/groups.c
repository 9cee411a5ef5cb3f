// SPDX-License-Identifier: GPL-2.0-only
/*
 * groups: what hackbench made famous. In each group as many senders as
 * receivers; every receiver has a channel, and every sender of the group sends
 * so many messages of 100 bytes to each of them in turn.
 */
#include <stdlib.h>

#include "clock.h"
#include "message.h"
#include "modes.h"

/* The channels of one group. A group's peers are forked before the channels of
 * the next are made, and so have no others.
 */
struct group {
	struct bench_channel *channels;
	unsigned int made;
};

static int sender(struct peer *peer)
{
	const struct job *job = peer->job;
	struct bench_channel *channels = peer->out;
	char *buffer = peer_buffer(job->size);
	unsigned int loop, i;
	uint64_t id = message_id(peer->index, 0);

	for (i = 0; i < job->fan; i++)
		if (channels[i].transport->join(&channels[i], BENCH_WRITES))
			return peer_failed(peer, "%s", channels[i].problem);
	peer_begin(peer, NULL, BENCH_WRITES);
	for (loop = 0; loop < job->loops; loop++) {
		for (i = 0; i < job->fan; i++, id++) {
			message_fill(&job->pattern, buffer, job->size, id);
			if (channel_send(&channels[i], buffer, job->size))
				return peer_failed(peer, "%s",
						   channels[i].problem);
			peer->report->check += message_check(id);
		}
	}
	peer_end(peer, NULL, BENCH_WRITES);
	peer->report->messages = id - message_id(peer->index, 0);
	peer->report->bytes = peer->report->messages * job->size;
	return 0;
}

static int receiver(struct peer *peer)
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	unsigned int i, count = job->loops * job->fan;
	int64_t right;
	uint64_t id;

	if (peer->in->transport->join(peer->in, BENCH_READS))
		return peer_failed(peer, "%s", peer->in->problem);
	peer_begin(peer, NULL, BENCH_READS);
	for (i = 0; i < count; i++) {
		if (channel_receive(peer->in, buffer, job->size))
			return peer_failed(peer, "%s", peer->in->problem);
		right = message_verify(&job->pattern, buffer, job->size, &id);
		if (right < 0)
			return peer_failed(peer, "wrong data in a message");
		peer->report->check += message_check(id);
		peer->report->touched += right;
	}
	peer_end(peer, NULL, BENCH_READS);
	peer->report->messages = count;
	peer->report->bytes = count * job->size;
	return 0;
}

static int make_group(struct run *run, struct group *group)
{
	unsigned int fan = run->job->fan;

	group->channels = calloc(fan, sizeof(*group->channels));
	if (!group->channels)
		return run_failed(run, "no memory");
	for (group->made = 0; group->made < fan; group->made++)
		if (run_channel(run, &group->channels[group->made]))
			return -1;
	return 0;
}

static void drop_group(struct group *group)
{
	struct bench_channel *channel = group->channels + group->made;

	while (channel-- > group->channels)
		channel->transport->destroy(channel);
	free(group->channels);
}

static int start_group(struct run *run, struct peers *peers)
{
	unsigned int i, fan = run->job->fan;
	struct group group = { 0 };
	struct peer peer;
	int result = make_group(run, &group);

	for (i = 0; !result && i < 2 * fan; i++) {
		peer = run_peer(run, 0, 0);
		if (run->job->place == PLACE_TWO)
			peer.cpu = -1;
		peer.in = &group.channels[i % fan];
		peer.out = group.channels;
		result = peers_start(peers, &peer, i < fan ? receiver : sender);
	}
	drop_group(&group);
	return result;
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

static int run_groups(struct run *run)
{
	const struct job *job = run->job;
	struct peers peers;
	unsigned int i;
	int result;

	if (peers_prepare(&peers, 2 * job->groups * job->fan, 0, 0))
		return run_failed(run, "no memory to share");
	for (i = 0; i < job->groups; i++)
		if (start_group(run, &peers))
			break;
	result = run_wait(run, &peers);
	if (!result && !each_came_once(&peers))
		result = run_failed(run, "messages were lost or came twice");
	if (!result) {
		sample_traffic(&run->sample, &peers);
		run->sample.value[METRIC_SECONDS] = run->sample.wall_ns;
	}
	peers_drop(&peers);
	return result;
}

const struct mode mode_groups = {
	.name = "groups",
	.summary = "groups of senders and receivers, as in hackbench",
	.run = run_groups,
	.shown = { METRIC_SECONDS, METRIC_MESSAGES, METRIC_CPU_MESSAGE,
		   METRIC_SWITCHES },
	.shown_count = 4,
};
