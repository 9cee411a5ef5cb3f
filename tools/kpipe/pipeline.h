/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pipeline: commands, and between each two of them a joint.
 */
#ifndef KPIPE_PIPELINE_H
#define KPIPE_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <kpipe/kpipe.h>

/* What the verb itself failed at, as distinct from what a command returned;
 * timeout(1) and env(1) use the same number.
 */
#define EXIT_NOT_STARTED 125

struct stage {
	const char *command;
	pid_t pid;		/* 0 when it is not running */
	int status;		/* as a shell gives it: 128+n for signal n */
	struct rusage usage;
};

struct joint {
	int fd[2];
	int look;		/* O_PATH: holds no end open; or -1 */
	uint64_t capacity;	/* bytes */
	int error;		/* of taking state, or 0 */
	struct kpipe_snapshot state;
};

struct pipeline {
	struct stage *stages;
	struct joint *joints;	/* one fewer */
	size_t count;		/* of stages */
	bool native;
	bool stats;
	bool json;
	uint64_t size;		/* bytes wanted, 0 for the default */
	double seconds;
};

/* joints.c: 0, or an exit status after a message. */
int joints_make(struct pipeline *line);
void joints_close_ends(struct pipeline *line);
/* After the last close, when the counters stand still. */
void joints_look(struct pipeline *line);

/* stages.c: 0 once all have ended, or an exit status after a message, and
 * then none of them has run.
 */
int stages_run(struct pipeline *line);

/* simple.c: whether "exec" may stand before the command. */
bool command_is_simple(const char *command);

/* pipereport.c */
void pipeline_report(const struct pipeline *line);
/* The rightmost status that is not 0, as with a shell's pipefail. */
int pipeline_status(const struct pipeline *line);

#endif /* KPIPE_PIPELINE_H */
