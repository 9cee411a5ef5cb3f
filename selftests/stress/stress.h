/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the stress tier share.
 *
 * A load is something that a few processes, its members, do with pipes; they
 * are a family. Its head makes the pipes, starts the members, lets them work
 * for a moment, and then expects each to come to an end, whoever of them has
 * been killed meanwhile. Then the next family follows. The heads of all loads
 * work at the same time, under main.c.
 */
#ifndef KPIPE_STRESS_H
#define KPIPE_STRESS_H

#include <stdatomic.h>

#include "../child.h"
#include "../halves.h"

enum { MEMBERS = 6, PIPES = 3, LOADS_MAX = 8 };

/* What one load has done. */
struct tally {
	atomic_long families, calls, bytes, errors;
};

/* In memory that all processes of the run have in common. */
struct common {
	struct tally tally[LOADS_MAX];
	atomic_int member[LOADS_MAX][MEMBERS];	/* pids, to be killed */
	atomic_int stop[LOADS_MAX];	/* the family is to come to an end */
	atomic_int over;		/* and be the last one */
	atomic_long killed, resized, refused;
	atomic_int wrong;
	char what[200];			/* the first thing that was wrong */
};

struct family {
	const struct load *load;
	struct common *common;
	struct tally *tally;
	atomic_int *stop;
	const char *dir;		/* a mounted kpipe file system */
	unsigned int random;
	pid_t head;
	int who;			/* which member runs */
	int fd[PIPES][2];
};

struct load {
	const char *name;
	int members;
	int pipes, flags;		/* what the head makes for them */
	bool signals;			/* they come to an end by signals alone */
	void (*member)(struct family *f);
};

extern const struct load load_stream, load_answers, load_packets, load_events,
	load_moves, load_names;

/* family.c */
void family_head(struct family *f);
void begin(struct family *f);
void wrong(struct family *f, const char *what, long number);

/* bytes.c */
unsigned int dice(struct family *f, unsigned int sides);
char *some_hole(void);
bool go_on(struct family *f);
bool bearable(struct family *f, const char *call);
const char *pattern_at(unsigned long long position);
bool is_pattern(const char *bytes, unsigned long long position, long len);
long put(struct family *f, int fd, unsigned long long *position);
long take(struct family *f, int fd, unsigned long long *position);

/* meddle.c: what anybody may do to a pipe that others use */
void meddle(struct family *f);

/* nuisance.c: what root may do to the module that others use */
void nuisance(struct common *common, const char *dir, unsigned int random);

#endif /* KPIPE_STRESS_H */
