/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pipe that a word of the command line means.
 */
#ifndef KPIPE_TARGET_H
#define KPIPE_TARGET_H

#include <stdbool.h>
#include <stdint.h>

struct target {
	uint64_t ino;
	const char *path;	/* of a FIFO that was named by it, or NULL */
};

/* Reads PID/FD, kpipe:[INODE], INODE or a path. Returns false when that is no
 * kpipe pipe, after saying so.
 */
bool target_parse(struct target *target, const char *name);

#endif /* KPIPE_TARGET_H */
