/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two worlds that differ in one thing: who makes the pipes. A world knows how
 * to do what the kernel does for its own pipes by system calls and for kpipes
 * by ioctls; everything else is the same call on a descriptor.
 */
#ifndef DIFFERENTIAL_WORLD_H
#define DIFFERENTIAL_WORLD_H

#include <stddef.h>
#include <sys/uio.h>

enum { WORLD_FDS = 12 };

struct world {
	const char *name;
	int (*pipe)(struct world *w, int fd[2], int flags);
	long (*set_size)(struct world *w, int fd, unsigned long size);
	long (*get_size)(struct world *w, int fd);
	long (*splice)(struct world *w, int in, int out, size_t len, int flags);
	long (*tee)(struct world *w, int in, int out, size_t len, int flags);
	long (*vmsplice)(struct world *w, int fd, const struct iovec *iov,
			 size_t count, int flags);
	int device;
	int epoll;
	int base;		/* the number of the first of the ends */
	int file;		/* with known content, to send from */
	int fd[WORLD_FDS];	/* the pipe ends of the script, or -1 */
	int pipe_of[WORLD_FDS];	/* which pipe each belongs to */
	int pipes;
};

void world_native(struct world *w);
void world_kpipe(struct world *w);

#endif /* DIFFERENTIAL_WORLD_H */
