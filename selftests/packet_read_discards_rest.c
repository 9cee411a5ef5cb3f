// SPDX-License-Identifier: GPL-2.0-only
/* O_DIRECT: what a read has no room for of its packet is gone. */
#include <poll.h>
#include <sys/uio.h>

#include "snap.h"

static void body(void)
{
	struct pollfd p;
	char buf[16], more[16];
	struct iovec iov[2] = { { buf, 2 }, { more, 2 } };
	int fd[2], n;

	open_pipe(fd, O_DIRECT | O_NONBLOCK);
	MUST(write(fd[1], "abcdef", 6) == 6);
	MUST(write(fd[1], "ghi", 3) == 3);
	EQ(read(fd[0], buf, 2), 2, "a short read of the first packet");
	OK(!memcmp(buf, "ab", 2), "gives its start");
	EQ(ioctl(fd[0], FIONREAD, &n), 0, "FIONREAD");
	EQ(n, 3, "the rest is gone");
	if (!native())
		EQ(snap(fd[0]).read_side.bytes, 2, "and was handed to nobody");
	EQ(read(fd[0], buf, sizeof(buf)), 3, "the next read");
	OK(!memcmp(buf, "ghi", 3), "starts at the second packet");
	ERR(read(fd[0], buf, 1), EAGAIN, "nothing is left over");

	MUST(write(fd[1], "abcdef", 6) == 6);
	EQ(readv(fd[0], iov, 2), 4, "a vector takes of one packet");
	OK(!memcmp(buf, "ab", 2) && !memcmp(more, "cd", 2), "its start");
	p = (struct pollfd){ .fd = fd[0], .events = POLLIN };
	EQ(poll(&p, 1, 0), 0, "and the pipe is empty");

	MUST(write(fd[1], "abc", 3) == 3);
	EQ(read(fd[0], buf, 0), 0, "reading nothing");
	EQ(read(fd[0], buf, sizeof(buf)), 3, "discards nothing");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
