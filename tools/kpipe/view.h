/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All that can be seen of one pipe, without changing any of its counts.
 */
#ifndef KPIPE_VIEW_H
#define KPIPE_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include <kpipe/kpipe.h>

#include "holders.h"

struct view {
	uint64_t ino;
	const char *path;	/* of a FIFO, or NULL */
	const struct holder *holders;
	size_t holder_count;
	struct kp_snapshot *snapshot;	/* NULL when it was refused, */
	int error;			/* why, */
	char *fdinfo;			/* and its kpipe-*: lines instead */
};

/* Looks at the pipe through its path, if that is known, or through the first of
 * its holders that allows it. Returns 0, or a negative errno value when no way
 * worked. view_free() it in either case.
 */
int view_take(struct view *view, uint64_t ino, const char *path,
	      const struct holder *holders, size_t count);
void view_free(struct view *view);

/* showtext.c, showjson.c */
void show_text(const struct view *view);
struct json_object *show_json(const struct view *view);

#endif /* KPIPE_VIEW_H */
