// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory: what a channel costs when it is new, when it has been used once and
 * is empty again, and when it is full: how much less memory the kernel
 * says is free afterwards (MemFree), divided by the number of channels. It
 * keeps lists of free pages for each processor that it does not count as free,
 * so a few hundred pages are noise, in which few channels drown.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "modes.h"

/* Of the memory that is free, one part of so many may be filled. */
#define SHARE 4
/* What is guessed of a full channel, until it is known. */
#define FULL_BYTES 65536
/* So many are used once as well: with fewer the figure drowns in noise, and
 * more would take too long.
 */
#define USED_LEAST 5000
#define USED_MOST 10000
/* A pipe that is not used any more may take its time to give pages back. */
#define REST_US 2500000

static uint64_t free_bytes(void)
{
	unsigned long long kib = 0;
	char line[128];
	FILE *file;

	/* Reading this one makes the kernel add up what it has counted on each
	 * processor; its text says nothing.
	 */
	file = fopen("/proc/sys/vm/stat_refresh", "r");
	if (file) {
		while (fgets(line, sizeof(line), file))
			;
		fclose(file);
	}
	file = fopen("/proc/meminfo", "r");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "MemFree: %llu", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib * 1024;
}

/* Room for the descriptors, and the table grown before anything is measured. */
static int make_room(struct peer *peer, unsigned int pipes)
{
	struct rlimit limit;
	unsigned int most = 2 * pipes + 64;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < most)
		limit.rlim_cur = most;
	if (limit.rlim_max < most)
		limit.rlim_max = most;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return peer_failed(peer, "%u descriptors: %s", most,
				   strerror(errno));
	if (dup2(STDERR_FILENO, most - 1) < 0)
		return peer_failed(peer, "descriptor %u: %s", most - 1,
				   strerror(errno));
	close(most - 1);
	return 0;
}

static int make_all(struct peer *peer, struct bench_channel *channels,
		    unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		channels[i] = *peer->out;
		if (channels[i].transport->make(&channels[i]))
			return peer_failed(peer, "channel %u: %s", i,
					   channels[i].problem);
	}
	return 0;
}

static int fill_some(struct peer *peer, struct bench_channel *channels,
		     unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (channels[i].transport->fill(&channels[i]) < 0)
			return peer_failed(peer, "%s", channels[i].problem);
	return 0;
}

/* Each is filled once and read empty; then all are left alone for a while. */
static int use_all(struct peer *peer, struct bench_channel *channels,
		   unsigned int count)
{
	char *buffer = peer_buffer(FULL_BYTES);
	unsigned int i;
	ssize_t size;

	for (i = 0; i < count; i++) {
		size = channels[i].transport->fill(&channels[i]);
		while (size > FULL_BYTES &&
		       !channel_receive(&channels[i], buffer, FULL_BYTES))
			size -= FULL_BYTES;
		if (size < 0 || channel_receive(&channels[i], buffer, size))
			return peer_failed(peer, "%s", channels[i].problem);
	}
	free(buffer);
	usleep(REST_US);
	return 0;
}

static bool to_use(const struct job *job)
{
	return job->pipes >= USED_LEAST && job->pipes <= USED_MOST;
}

static uint64_t less_than(uint64_t before)
{
	uint64_t now = free_bytes();

	return before > now ? before - now : 0;
}

static int holder(struct peer *peer)
{
	const struct job *job = peer->job;
	struct report *report = peer->report;
	struct bench_channel *channels;
	uint64_t before;

	if (make_room(peer, job->pipes))
		return -1;
	channels = peer_buffer(job->pipes * sizeof(*channels));
	free_bytes();
	before = free_bytes();
	if (make_all(peer, channels, job->pipes))
		return -1;
	report->held[0] = less_than(before);
	if (!channels->transport->fill)
		return 0;
	if (to_use(job) && use_all(peer, channels, job->pipes))
		return -1;
	report->held[1] = less_than(before);
	report->messages = free_bytes() / SHARE / FULL_BYTES;
	if (report->messages > job->pipes)
		report->messages = job->pipes;
	if (fill_some(peer, channels, report->messages))
		return -1;
	report->held[2] = less_than(before);
	return 0;
}

/* Only some may have been filled; the others are as they were. */
static void evaluate(struct sample *sample, const struct job *job,
		     const struct report *report)
{
	double idle = (double)report->held[0] / job->pipes;
	double used = (double)report->held[1] / job->pipes;

	sample->bytes = report->held[0];
	sample->value[METRIC_IDLE] = idle;
	if (!report->messages)
		return;
	if (to_use(job))
		sample->value[METRIC_USED] = used;
	sample->value[METRIC_FULL] = used +
		((double)report->held[2] - report->held[1]) / report->messages;
}

static int run_memory(struct run *run)
{
	struct report report;

	if (run_alone(run, holder, &report))
		return -1;
	evaluate(&run->sample, run->job, &report);
	return 0;
}

const struct mode mode_memory = {
	.name = "memory",
	.summary = "what a channel costs: new, used and empty again, full",
	.run = run_memory,
	.shown = { METRIC_IDLE, METRIC_USED, METRIC_FULL },
	.shown_count = 3,
};
