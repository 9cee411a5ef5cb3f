/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns: memory whose first bytes are good and whose next page is not there. */
#ifndef KPIPE_BAD_MEMORY_H
#define KPIPE_BAD_MEMORY_H

#include <sys/mman.h>

#include "halves.h"

/* The compiler would warn of a plain NULL. */
static void *volatile nowhere;

/* Returns the last `good` bytes (up to 4 pages) before a hole. */
static inline char *before_hole(size_t good)
{
	char *area = mmap(NULL, 5 * PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST(area != MAP_FAILED);
	MUST(mprotect(area + 4 * PAGE, PAGE, PROT_NONE) == 0);
	return area + 4 * PAGE - good;
}

static inline void forget_hole(char *start, size_t good)
{
	munmap(start + good - 4 * PAGE, 5 * PAGE);
}

static inline int unread(int fd)
{
	int n = -1;

	MUST(ioctl(fd, FIONREAD, &n) == 0);
	return n;
}

#endif /* KPIPE_BAD_MEMORY_H */
