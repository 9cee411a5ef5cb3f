// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading sets the inode's time of access, writing those of modification and
 * change. The kernel's pipes without a name gave that up in 6.15, and ours do
 * where they run on such a kernel.
 */
#include <sys/stat.h>

#include "halves.h"

static const struct timespec long_ago[2] = { { 1000, 0 }, { 2000, 0 } };

static struct stat times(int fd)
{
	struct stat st;

	MUST(fstat(fd, &st) == 0);
	return st;
}

static void body(void)
{
	bool kept = kernel_older_than(6, 15);
	int fd[2];
	char c;

	open_pipe(fd, O_NONBLOCK);
	MUST(futimens(fd[0], long_ago) == 0);
	ERR(read(fd[0], &c, 1), EAGAIN, "a read that gets nothing");
	EQ(times(fd[0]).st_atime, 1000, "is no access");
	EQ(write(fd[1], "x", 1), 1, "a write");
	EQ(times(fd[0]).st_mtime > 2000, kept, "is a modification");
	EQ(times(fd[0]).st_atime, 1000, "and no access");
	MUST(futimens(fd[0], long_ago) == 0);
	EQ(read(fd[0], &c, 1), 1, "a read");
	EQ(times(fd[0]).st_atime > 1000, kept, "is an access");
	EQ(times(fd[0]).st_mtime, 2000, "and no modification");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
