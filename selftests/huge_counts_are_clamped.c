// SPDX-License-Identifier: GPL-2.0-only
/* Counts beyond all measure and vectors of too many parts. */
#include <limits.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "halves.h"

enum { HUGE_BITS = 32 };

static void body(void)
{
	size_t huge = 1UL << HUGE_BITS;
	static struct iovec iov[IOV_MAX + 1];
	char *sea = mmap(NULL, huge, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			 MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	volatile size_t too_much = ~0UL;
	void *volatile nowhere = NULL;
	char *out;
	int fd[2], i, j;

	MUST(sea != MAP_FAILED);
	open_pipe(fd, O_NONBLOCK);
	sea[0] = 's';
	EQ(write(fd[1], sea, huge), SLOTS * PAGE, "a write of 4 GiB fills it");
	EQ(read(fd[0], sea, huge), SLOTS * PAGE, "a read of 4 GiB drains it");
	EQ(sea[0], 's', "of what was written");
	EQ(write(fd[1], sea, 0x7fffffff), SLOTS * PAGE, "2 GiB - 1");
	EQ(read(fd[0], sea, 0x7fffffff), SLOTS * PAGE, "2 GiB - 1");
	ERR(write(fd[1], sea, too_much), EFAULT, "a range that wraps around");
	ERR(read(fd[0], sea, too_much), EFAULT, "likewise to read");

	out = sea + PAGE;
	for (i = 0; i <= IOV_MAX; i++) {
		sea[i] = i % 127;
		iov[i] = (struct iovec){ sea + i, 1 };
	}
	EQ(writev(fd[1], iov, IOV_MAX), IOV_MAX, "IOV_MAX parts of a byte");
	for (i = 0; i <= IOV_MAX; i++)
		iov[i].iov_base = out + i;
	EQ(readv(fd[0], iov, IOV_MAX), IOV_MAX, "IOV_MAX parts to read into");
	for (i = 0, j = 0; i < IOV_MAX; i++)
		j += out[i] != i % 127;
	EQ(j, 0, "in order");
	ERR(writev(fd[1], iov, IOV_MAX + 1), EINVAL, "a part too many");
	ERR(readv(fd[0], iov, IOV_MAX + 1), EINVAL, "a part too many to read");
	iov[1].iov_len = ~0UL;
	ERR(writev(fd[1], iov, 2), EINVAL, "a part of negative length");
	ERR(readv(fd[0], iov, 2), EINVAL, "likewise to read");
	ERR(writev(fd[1], nowhere, 1), EFAULT, "no vector at all");
	close_pipe(fd);
	munmap(sea, huge);
}

int main(void)
{
	return run_twice(body, 20);
}
