// SPDX-License-Identifier: GPL-2.0-only
/* readv and writev with one bad part: whole pages count, no more. */
#include <sys/uio.h>

#include "bad_memory.h"

#define BAD ((void *)8)

static char a[2 * PAGE], b[2 * PAGE];

static void body(void)
{
	struct iovec small[3] = { { a, 10 }, { BAD, 10 }, { b, 10 } };
	struct iovec large[3] = { { a, PAGE }, { BAD, PAGE }, { b, PAGE } };
	struct iovec odd[2] = { { a, PAGE + 10 }, { BAD, PAGE } };
	int fd[2];

	memset(a, 'a', sizeof(a));
	open_pipe(fd, O_NONBLOCK);
	ERR(writev(fd[1], small, 3), EFAULT, "writev: within a page");
	EQ(unread(fd[0]), 0, "nothing went in");
	EQ(writev(fd[1], large, 3), PAGE, "writev: after a page");
	EQ(unread(fd[0]), PAGE, "the page went in");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK);
	EQ(writev(fd[1], odd, 2), PAGE, "writev: ten bytes after a page");
	EQ(unread(fd[0]), PAGE, "the ten did not go in");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], a, 25) == 25);
	ERR(readv(fd[0], small, 3), EFAULT, "readv: within a page");
	EQ(unread(fd[0]), 25, "nothing is lost");
	EQ(readv(fd[0], small, 1), 10, "the good part alone");
	EQ(unread(fd[0]), 15, "fifteen remain");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], a, 2 * PAGE) == 2 * PAGE);
	EQ(readv(fd[0], large, 3), PAGE, "readv: after a page");
	EQ(unread(fd[0]), PAGE, "the second page remains");
	EQ(readv(fd[0], odd, 2), PAGE, "a part large enough takes it");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
