// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks at a pipe of another process. A descriptor opened with O_PATH on
 * /proc/PID/fd/N, or on a FIFO, is nobody's end, so looking neither keeps a pipe
 * open nor counts as a reader or writer.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "view.h"

static int snapshot_of(struct view *view, const char *path)
{
	struct kp_snapshot *snapshot;
	int fd, error;

	fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	error = kp_snapshot(fd, &snapshot);
	close(fd);
	if (error)
		return error;
	/* The path or the number may belong to another pipe by now. */
	if (snapshot->state.ino != view->ino) {
		kp_snapshot_free(snapshot);
		return -ENOENT;
	}
	view->snapshot = snapshot;
	return 0;
}

static int snapshot_through(struct view *view, const struct holder *holder)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", holder->pid, holder->fd);
	return snapshot_of(view, path);
}

static int fdinfo_through(struct view *view, const struct holder *holder)
{
	char path[64], line[256];
	size_t size;
	FILE *from, *to;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", holder->pid,
		 holder->fd);
	from = fopen(path, "re");
	if (!from)
		return -errno;
	to = open_memstream(&view->fdinfo, &size);
	while (to && fgets(line, sizeof(line), from))
		if (!strncmp(line, "kpipe-", 6))
			fputs(line, to);
	fclose(from);
	if (!to || fclose(to))
		return -ENOMEM;
	return size ? 0 : -ENOENT;
}

int view_take(struct view *view, uint64_t ino, const char *path,
	      const struct holder *holders, size_t count)
{
	int error = -ENOENT;
	size_t i;

	*view = (struct view) {
		.ino = ino,
		.path = path,
		.holders = holders,
		.holder_count = count,
	};
	if (!path && count && *holders->name == '/')
		view->path = holders->name;
	if (path) {
		view->error = snapshot_of(view, path);
		if (!view->error)
			return 0;
	}
	for (i = 0; i < count; i++) {
		view->error = snapshot_through(view, &holders[i]);
		if (!view->error)
			return 0;
	}
	for (i = 0; error && i < count; i++) {
		free(view->fdinfo);
		view->fdinfo = NULL;
		error = fdinfo_through(view, &holders[i]);
	}
	return error;
}

void view_free(struct view *view)
{
	kp_snapshot_free(view->snapshot);
	free(view->fdinfo);
}
