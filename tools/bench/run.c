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

int run_channel(struct run *run, struct bench_channel *channel)
{
	*channel = (struct bench_channel){
		.transport = run->contestant->transport,
		.options = run->contestant->options,
		.fd = { -1, -1 },
	};
	if (channel->transport->make(channel))
		return run_failed(run, "%s", channel->problem);
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
