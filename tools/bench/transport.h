/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the bench and the ways to move bytes that it compares.
 * A transport is one line in transports.c and its struct bench_transport.
 *
 * A channel leads from writers to readers. The process that runs the bench
 * makes it, processes it forks afterwards join it on one side each and leave
 * by exiting, and in the end the first one destroys it. Several processes may
 * join the same side. No call may wait for a peer, but for send() and
 * receive(), which may wait as long as it takes.
 *
 * Calls return 0, or -1 with the reason in channel->problem.
 */
#ifndef BENCH_TRANSPORT_H
#define BENCH_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum bench_side { BENCH_READS, BENCH_WRITES };

struct bench_channel {
	const struct bench_transport *transport;
	const char *options;		/* what stood behind the name, or "" */
	int fd[2];			/* by enum bench_side; the transport's */
	void *state;			/* the transport's */
	uint64_t moved;			/* the transport's */
	char problem[160];
};

/* What the implementation itself has counted for one side. */
struct bench_counters {
	uint64_t sleeps;	/* times a task went to sleep on this side */
	uint64_t wakes;		/* wake-ups sent to this side */
};

struct bench_transport {
	const char *name;
	const char *summary;
	bool hidden;		/* not among those that are measured unasked */
	bool in_kernel;		/* of the running kernel, not of kpipe */

	int (*make)(struct bench_channel *channel);
	int (*join)(struct bench_channel *channel, enum bench_side side);
	/* As write(2) and read(2): part of it is good enough. */
	ssize_t (*send)(struct bench_channel *channel, const void *data,
			size_t size);
	ssize_t (*receive)(struct bench_channel *channel, void *data,
			   size_t size);
	/* Sends until there is no more room, and returns how much it was; NULL
	 * where that has no end.
	 */
	ssize_t (*fill)(struct bench_channel *channel);
	/* NULL where nothing is counted. */
	int (*counters)(struct bench_channel *channel, enum bench_side side,
			struct bench_counters *counters);
	/* Whether channel->options make sense; NULL: there are none. */
	int (*options)(struct bench_channel *channel);
	/* Asked before anything is measured; NULL: can always be used. */
	int (*check)(struct bench_channel *channel);
	void (*destroy)(struct bench_channel *channel);
};

/* The transport, and where its options begin in "NAME:OPTIONS"; else NULL. */
const struct bench_transport *transport_find(const char *name,
					     const char **options);
const struct bench_transport *transport_nth(size_t i);

/* Whether the transport takes channel->options; 0 or -1. */
int channel_options(struct bench_channel *channel);
/* Sends all of it; 0 or -1. */
int channel_send(struct bench_channel *channel, const void *data, size_t size);
/* Receives exactly so much; 0 or -1. */
int channel_receive(struct bench_channel *channel, void *data, size_t size);

/* Sets channel->problem from the text and errno, and returns -1. */
int channel_failed(struct bench_channel *channel, const char *what);

#endif /* BENCH_TRANSPORT_H */
