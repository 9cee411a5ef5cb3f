/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes that take part in one measurement, and the memory they share:
 * where they meet, and where they leave what they found.
 */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hist.h"
#include "transport.h"
#include "usage.h"

/* What a peer has done in the part that counts. */
struct report {
	enum bench_side side;
	uint64_t begin, end;		/* on the clock */
	uint64_t bytes, messages;
	uint64_t touched;		/* bytes that were found right */
	uint64_t check;			/* sum over all messages */
	uint64_t held[3];		/* memory: new, once used, full */
	struct usage usage;
	bool counted;			/* the transport counts: */
	struct bench_counters counters;
};

/* How far the two sides of a channel have to go, told by the writer when it
 * knows; of the warm-up and of what counts.
 */
struct lane {
	alignas(64) atomic_ullong end[2];
};

struct meeting {
	pthread_barrier_t barrier;	/* of all peers */
	pthread_barrier_t some;		/* of as many as peers_some() said */
	alignas(64) atomic_ullong start;	/* of an open-loop schedule */
	alignas(64) atomic_ullong line;		/* the cache line floor */
	atomic_int failed;
	char problem[256];
};

struct peer {
	unsigned int index;
	int cpu;			/* -1: any */
	const void *job;
	struct bench_channel *in, *out;	/* copies of what the parent had */
	struct meeting *meeting;
	struct lane *lane;
	struct report *report;
	struct hist *hist;
};

/* Returns 0, or -1 after peer_failed(). */
typedef int (*peer_role)(struct peer *peer);

struct peers {
	unsigned int count, started;
	pid_t *pids;
	size_t size;			/* of the shared memory */
	struct meeting *meeting;
	struct lane *lanes;
	struct report *reports;
	struct hist *hists;
};

/* Shared memory for so many peers, lanes and histograms. */
int peers_prepare(struct peers *peers, unsigned int count, unsigned int lanes,
		  unsigned int hists);
/* How many of them meet at meeting->some. */
void peers_some(struct peers *peers, unsigned int count);
/* Forks a process with the role; in the order of their indices. template says
 * all but index, meeting and report.
 */
int peers_start(struct peers *peers, const struct peer *template,
		peer_role role);
/* Waits for all of them; -1 with the reason in meeting->problem when one
 * failed, died, or they took longer than so many seconds.
 */
int peers_wait(struct peers *peers, unsigned int seconds);
void peers_drop(struct peers *peers);

/* Within a peer. Only the first reason is kept. */
int peer_failed(struct peer *peer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void peer_meet(struct peer *peer);
/* Between begin and end lies what counts. The channel may be NULL. */
void peer_begin(struct peer *peer, struct bench_channel *channel,
		enum bench_side side);
void peer_end(struct peer *peer, struct bench_channel *channel,
	      enum bench_side side);

#endif /* BENCH_PEERS_H */
