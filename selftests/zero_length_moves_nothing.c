// SPDX-License-Identifier: GPL-2.0-only
/* Reading or writing nothing returns 0 at once, in every state of a pipe. */
#include <sys/uio.h>

#include "halves.h"

static void nothing(int *fd, const char *name)
{
	struct iovec none[2] = { { NULL, 0 }, { NULL, 0 } };

	printf("# %s\n", name);
	if (fd[0] >= 0) {
		EQ(read(fd[0], NULL, 0), 0, "read");
		EQ(readv(fd[0], none, 2), 0, "readv of two empty parts");
		EQ(readv(fd[0], none, 0), 0, "readv of no part");
	}
	if (fd[1] >= 0) {
		EQ(write(fd[1], NULL, 0), 0, "write");
		EQ(writev(fd[1], none, 2), 0, "writev of two empty parts");
		EQ(writev(fd[1], none, 0), 0, "writev of no part");
	}
}

static void body(void)
{
	static char page[PAGE];
	int fd[2], i, n;

	/* Blocking ends: a call that waits shows as a hang. */
	open_pipe(fd, 0);
	nothing(fd, "empty");
	EQ(ioctl(fd[0], FIONREAD, &n) ?: n, 0, "the pipe is still empty");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	nothing(fd, "full");
	close(fd[1]);
	nothing((int[]){ fd[0], -1 }, "no writer");
	close(fd[0]);
	open_pipe(fd, 0);
	close(fd[0]);
	nothing((int[]){ -1, fd[1] }, "no reader");
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
