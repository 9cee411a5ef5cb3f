/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who has kpipe pipes or /dev/kpipe open, as far as /proc tells the caller.
 */
#ifndef KPIPE_HOLDERS_H
#define KPIPE_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct holder {
	uint64_t ino;	/* of the pipe; 0 for /dev/kpipe itself */
	pid_t pid;
	int fd;
	bool reads;	/* neither: opened with O_PATH, holds no end */
	bool writes;
	char *name;	/* kpipe:[ino], the path of a FIFO, or /dev/kpipe */
	char *command;	/* its command line, or [name] */
};

struct holders {
	struct holder *list;	/* ordered by pipe, process, descriptor */
	size_t count;
	size_t hidden;		/* processes that may not be looked into */
};

/* Returns 0 or a negative errno value; holders_free() it in either case. The
 * calling process counts too: it may have inherited an end.
 */
int holders_find(struct holders *found);
void holders_free(struct holders *found);

#endif /* KPIPE_HOLDERS_H */
