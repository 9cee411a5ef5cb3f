/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a transfer is, and how fast it may go.
 */
#ifndef KPIPE_PROGRESS_H
#define KPIPE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shown;		/* on standard error, now and then */
	uint64_t rate;		/* bytes per second at most; 0: any */
	uint64_t total;		/* bytes to come, as far as known; 0: unknown */
	uint64_t bytes;		/* so far */
	int64_t began, next;	/* nanoseconds */
};

void progress_begin(struct progress *progress);
/* So many bytes more have passed; sleeps when that was too fast. */
void progress_add(struct progress *progress, uint64_t bytes);
/* Prints the last line, which stays. */
void progress_end(struct progress *progress);

#endif /* KPIPE_PROGRESS_H */
