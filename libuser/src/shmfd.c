// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Memory that a descriptor stands for, whatever file system gave it. A mapping
 * outlives the descriptor it was made from, so nobody keeps one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shmchan.h"

static int map(int fd, size_t bytes, struct shm_memory *memory)
{
	void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return -errno;
	*memory = (struct shm_memory) { .at = at, .bytes = bytes };
	return 0;
}

int kp_shm_fd_create(int fd, size_t bytes, unsigned int flags,
		     struct shm_memory *memory)
{
	int error;

	if (ftruncate(fd, (off_t)bytes))
		return -errno;
	error = map(fd, bytes, memory);
	/* Where there are no huge pages, others do as well. */
	if (!error && (flags & KP_HUGE))
		madvise(memory->at, bytes, MADV_HUGEPAGE);
	return error;
}

int kp_shm_fd_attach(int fd, struct shm_memory *memory)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size <= 0)
		return -EPROTO;
	return map(fd, (size_t)st.st_size, memory);
}

void kp_shm_fd_detach(struct shm_memory *memory)
{
	munmap(memory->at, memory->bytes);
}
