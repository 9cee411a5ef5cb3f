// SPDX-License-Identifier: GPL-2.0-only
/* One read takes from as many pages as it has room for, and never waits. */
#include <sys/uio.h>

#include "halves.h"

static void body(void)
{
	static unsigned char in[4 * PAGE], out[SLOTS * PAGE];
	struct iovec iov[3] = {
		{ out, 1 }, { out + 1, 0 }, { out + 1, sizeof(out) - 1 }
	};
	int fd[2], i;

	for (i = 0; i < 4 * PAGE; i++)
		in[i] = i % 253;
	open_pipe(fd, 0);
	MUST(write(fd[1], in, 3 * PAGE) == 3 * PAGE);
	MUST(write(fd[1], in + 3 * PAGE, 10) == 10);
	EQ(read(fd[0], out, 5000), 5000, "a page and a part of the next");
	OK(!memcmp(in, out, 5000), "in order");
	EQ(read(fd[0], out, sizeof(out)), 3 * PAGE + 10 - 5000,
	   "the rest, though there is room for more");
	OK(!memcmp(in + 5000, out, 3 * PAGE + 10 - 5000), "in order");
	MUST(write(fd[1], in, 2 * PAGE) == 2 * PAGE);
	EQ(readv(fd[0], iov, 3), 2 * PAGE, "a vector does the same");
	OK(!memcmp(in, out, 2 * PAGE), "in order");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
