/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two worlds that differ in one thing: who makes the pipes. A world knows how
 * to do what the kernel does for its own pipes by system calls and for kpipes
 * by ioctls; everything else is the same call on a descriptor.
 */
#ifndef DIFFERENTIAL_WORLD_H
#define DIFFERENTIAL_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

enum { WORLD_FDS = 12, WORLD_NAMES = 3 };

struct world {
	const char *name;
	const char *fs;		/* the type of the file system for FIFOs */
	int (*pipe)(struct world *w, int fd[2], int flags);
	long (*set_size)(struct world *w, int fd, unsigned long size);
	long (*get_size)(struct world *w, int fd);
	long (*splice)(struct world *w, int in, int out, size_t len, int flags);
	long (*tee)(struct world *w, int in, int out, size_t len, int flags);
	long (*vmsplice)(struct world *w, int fd, const struct iovec *iov,
			 size_t count, int flags);
	bool ours;		/* this is the world of kpipes */
	int device;
	int epoll;
	int file;		/* with known content, to send from */
	int copy;		/* a file to splice to */
	int source[2];		/* pipes of the kernel, in either world, */
	int sink[2];		/* to splice from and to */
	unsigned char *lent;	/* memory for vmsplice, written to later on */
	int fd[WORLD_FDS];	/* the pipe ends of the script, or -1 */
	int pipe_of[WORLD_FDS];	/* which pipe each belongs to */
	int named[WORLD_NAMES];	/* which FIFO has the name, or -1 */
	int pipes;
	bool watched;		/* an epoll remembers what happened to an end */
	bool ended;		/* the worlds are not comparable any longer */
};

extern const char *const world_names[WORLD_NAMES];

void world_native(struct world *w);
void world_kpipe(struct world *w);
/* Makes the folder for FIFOs, of the file system of this world. */
void world_mount(const struct world *w, char folder[32]);
void world_unmount(const char *folder);
/* Makes all descriptors. */
void world_prepare(struct world *w, const char *folder);

int world_free_slot(const struct world *w);
/* The first live descriptor from @hint on that is open for @mode, or else that
 * is open at all, or -1.
 */
enum { MODE_ANY, MODE_READ, MODE_WRITE };
int world_live_slot(const struct world *w, unsigned int hint, int mode);
/* Gives @fd the number that goes with a free slot; false when there is none. */
bool world_adopt(struct world *w, int fd, int pipe);
void world_close(struct world *w, int slot);

#endif /* DIFFERENTIAL_WORLD_H */
