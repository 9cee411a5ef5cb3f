// SPDX-License-Identifier: GPL-2.0-only
/* What poll reports for the read end, the write end and an end for both. */
#include <poll.h>

#include "halves.h"
#include "reopen.h"

static int mask(int fd)
{
	struct pollfd p = {
		.fd = fd,
		.events = POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM |
			  POLLWRNORM,
	};

	MUST(poll(&p, 1, 0) >= 0);
	return p.revents;
}

#define IN (POLLIN | POLLRDNORM)
#define OUT (POLLOUT | POLLWRNORM)

static char page[PAGE];

static void drain(int fd)
{
	while (read(fd, page, PAGE) > 0)
		;
}

static void body(void)
{
	int fd[2], both;

	open_pipe(fd, O_NONBLOCK);
	EQ(mask(fd[0]), 0, "read end, empty");
	EQ(mask(fd[1]), OUT, "write end, empty");
	MUST(write(fd[1], "x", 1) == 1);
	EQ(mask(fd[0]), IN, "read end, one byte");
	EQ(mask(fd[1]), OUT, "write end, one byte");
	drain(fd[0]);
	EQ(mask(fd[0]), 0, "read end, the byte drained");
	fill_pipe(fd[1]);
	EQ(mask(fd[0]), IN, "read end, full");
	EQ(mask(fd[1]), 0, "write end, full");
	close(fd[0]);
	EQ(mask(fd[1]), POLLERR, "write end, full, no reader");
	close(fd[1]);

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "x", 1) == 1);
	close(fd[1]);
	EQ(mask(fd[0]), IN | POLLHUP, "read end, one byte, no writer");
	drain(fd[0]);
	EQ(mask(fd[0]), POLLHUP, "read end, drained, no writer");
	fd[1] = reopen(fd[0], O_WRONLY);
	EQ(mask(fd[0]), 0, "read end, a writer came back");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK);
	close(fd[0]);
	EQ(mask(fd[1]), OUT | POLLERR, "write end, empty, no reader");
	fd[0] = reopen(fd[1], O_RDONLY);
	EQ(mask(fd[1]), OUT, "write end, a reader came back");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK);
	both = reopen(fd[0], O_RDWR | O_NONBLOCK);
	MUST(both >= 0);
	EQ(mask(both), OUT, "both, empty");
	MUST(write(both, "x", 1) == 1);
	EQ(mask(both), IN | OUT, "both, one byte");
	drain(both);
	fill_pipe(both);
	EQ(mask(both), IN, "both, full");
	close_pipe(fd);
	EQ(mask(both), IN, "both, its own peer");
	drain(both);
	EQ(mask(both), OUT, "both, its own peer, empty");
	close(both);
}

int main(void)
{
	return run_twice(body, 20);
}
