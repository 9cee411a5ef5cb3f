// SPDX-License-Identifier: GPL-2.0-only
/*
 * Splicing to and from a pipe is no access and no modification of it: unlike
 * reading and writing, it leaves the inode's times as they are.
 *
 * Found by the differential test.
 */
#include <sys/stat.h>

#include "halves.h"

static const struct timespec long_ago[2] = { { 1000, 0 }, { 2000, 0 } };

static void body(void)
{
	int fd[2], other[2];
	struct stat st;

	open_pipe(fd, 0);
	MUST(pipe(other) == 0 && write(other[1], "ab", 2) == 2);
	MUST(futimens(fd[0], long_ago) == 0);
	EQ(splice(other[0], NULL, fd[1], NULL, 2, 0), 2, "splice to it");
	EQ(splice(fd[0], NULL, other[1], NULL, 2, 0), 2, "splice from it");
	MUST(fstat(fd[0], &st) == 0);
	EQ(st.st_atime, 1000, "no access");
	EQ(st.st_mtime, 2000, "no modification");
	close_pipe(other);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
