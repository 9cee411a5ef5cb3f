// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the modes have in common: channels of the contestant, peers in their
 * place, an end when something hangs.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modes.h"

int run_failed(struct run *run, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(run->problem, sizeof(run->problem), format, arguments);
	va_end(arguments);
	return -1;
}

static struct bench_channel run_unmade(const struct run *run)
{
	return (struct bench_channel){
		.transport = run->contestant->transport,
		.options = run->contestant->options,
		.fd = { -1, -1 },
	};
}

int run_channel(struct run *run, struct bench_channel *channel)
{
	*channel = run_unmade(run);
	if (channel->transport->make(channel))
		return run_failed(run, "%s", channel->problem);
	return 0;
}

int run_with_channel(struct run *run,
		     int (*measure)(struct run *run,
				    struct bench_channel *channel))
{
	struct bench_channel channel;
	int result;

	if (run_channel(run, &channel))
		return -1;
	result = measure(run, &channel);
	channel.transport->destroy(&channel);
	return result;
}

int run_alone(struct run *run, int (*work)(struct peer *peer),
	      struct report *report)
{
	struct bench_channel channel = run_unmade(run);
	struct peer peer = run_peer(run, 0, 0);
	struct peers peers;
	int result;

	if (peers_prepare(&peers, 1, 0, 0))
		return run_failed(run, "no memory to share");
	peer.out = &channel;
	peers_start(&peers, &peer, work);
	result = run_wait(run, &peers);
	*report = peers.reports[0];
	peers_drop(&peers);
	return result;
}

int run_timed(struct run *run, struct peers *peers)
{
	if (run_wait(run, peers))
		return -1;
	sample_traffic(&run->sample, peers);
	sample_times(&run->sample, peers->hists);
	hist_merge(run->hist, peers->hists);
	return 0;
}

int run_wait(struct run *run, struct peers *peers)
{
	if (peers_wait(peers, run->job->limit))
		return run_failed(run, "%s", peers->meeting->problem);
	return 0;
}

struct peer run_peer(struct run *run, unsigned int pair, unsigned int side)
{
	return (struct peer){
		.cpu = place_cpu(run->job->place, pair, side),
		.job = run->job,
	};
}

void *peer_buffer(size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	void *buffer = aligned_alloc(page, (size + page - 1) / page * page);

	if (!buffer)
		abort();
	memset(buffer, 1, size);
	return buffer;
}
