/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kinds of load, and what one run of each needs to know. A mode is one
 * file NAME.c and a line in modes.c.
 */
#ifndef BENCH_MODES_H
#define BENCH_MODES_H

#include "metrics.h"
#include "pattern.h"
#include "place.h"
#include "transport.h"

struct job {
	size_t size;		/* of a message */
	enum place place;
	unsigned int pairs;	/* stream: writer, channel, reader */
	unsigned int writers, readers;	/* many */
	unsigned int groups, fan, loops;	/* groups */
	unsigned int pipes;	/* memory */
	double rate;		/* rate: messages per second */
	uint64_t warm_ns, run_ns;
	unsigned int limit;	/* seconds, for the whole run */
	struct pattern pattern;
};

#define PROBLEM_MAX 256	/* as in struct meeting */

struct contestant;

struct run {
	const struct job *job;
	const struct contestant *contestant;
	struct sample sample;
	struct hist *hist;	/* where the mode has times */
	char problem[PROBLEM_MAX];
};

/* Returns 0, or -1 with the reason in run->problem. */
typedef int (*mode_run)(struct run *run);

struct mode {
	const char *name;
	const char *summary;
	mode_run run;
	bool times;		/* fills run->hist */
	/* What the table shows; the first is what the mode is about. */
	enum metric shown[4];
	unsigned int shown_count;
};

extern const struct mode mode_stream, mode_pingpong, mode_rate, mode_many,
	mode_groups, mode_setup, mode_memory;

/* Who takes part: a transport, or a floor. */
struct contestant {
	const char *name;
	const struct bench_transport *transport;	/* NULL: a floor */
	const char *options;
	const struct floor *floor;
	char missing[PROBLEM_MAX + 16];	/* why it cannot take part, or "" */
};

/* What no transport can be faster than. */
struct floor {
	const char *name;
	const char *summary;
	const struct mode *mode;
	bool two;		/* means nothing on one processor */
	mode_run run;
};

extern const struct floor floors[];
extern const size_t floor_count;

/* Makes a channel of run's contestant. */
int run_channel(struct run *run, struct bench_channel *channel);
/* Makes one, measures with it, and destroys it. */
int run_with_channel(struct run *run,
		     int (*measure)(struct run *run,
				    struct bench_channel *channel));
/* Has one peer do the work; its out is a channel that it has to make itself. */
int run_alone(struct run *run, int (*work)(struct peer *peer),
	      struct report *report);
/* Waits for the peers and takes their traffic and the times of the first. */
int run_timed(struct run *run, struct peers *peers);
/* Waits for the peers; the reason of a failure goes to the run. */
int run_wait(struct run *run, struct peers *peers);
int run_failed(struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A peer of the run, in the place of that side of that pair. */
struct peer run_peer(struct run *run, unsigned int pair, unsigned int side);

/* Page-aligned and touched; never NULL. */
void *peer_buffer(size_t size);

#endif /* BENCH_MODES_H */
