// SPDX-License-Identifier: GPL-2.0-only
/*
 * F_SETFL O_DIRECT at the write end. Turned on, a write still joins unread
 * bytes that are no packet; turned off, a write never joins a packet.
 */
#include "halves.h"

static void direct(int fd, int on)
{
	EQ(fcntl(fd, F_SETFL, O_NONBLOCK | (on ? O_DIRECT : 0)), 0,
	   on ? "turned on" : "turned off");
	EQ(fcntl(fd, F_GETFL) & O_DIRECT, on ? O_DIRECT : 0, "and it shows");
}

static void body(void)
{
	char buf[16];
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "a", 1) == 1);
	direct(fd[1], 1);
	MUST(write(fd[1], "b", 1) == 1);
	MUST(write(fd[1], "c", 1) == 1);
	EQ(read(fd[0], buf, 16), 3, "on: writes join the bytes before them");
	OK(!memcmp(buf, "abc", 3), "in order");
	MUST(write(fd[1], "d", 1) == 1);
	MUST(write(fd[1], "e", 1) == 1);
	EQ(read(fd[0], buf, 16), 1, "then each is a packet");
	direct(fd[1], 0);
	MUST(write(fd[1], "f", 1) == 1);
	MUST(write(fd[1], "g", 1) == 1);
	EQ(read(fd[0], buf, 16), 1, "off: the packet stays alone");
	EQ(buf[0], 'e', "with its byte");
	EQ(read(fd[0], buf, 16), 2, "and the stream goes on behind it");
	OK(!memcmp(buf, "fg", 2), "in order");

	/* A read that runs from stream into packet ends with the packet. */
	MUST(write(fd[1], "hi", 2) == 2);
	EQ(read(fd[0], buf, 2), 2, "the page is drained");
	direct(fd[1], 1);
	MUST(write(fd[1], "j", 1) == 1);
	direct(fd[1], 0);
	MUST(write(fd[1], "k", 1) == 1);
	EQ(read(fd[0], buf, 16), 1, "a packet written to a drained pipe");
	EQ(read(fd[0], buf, 16), 1, "does not swallow what follows");

	EQ(fcntl(fd[0], F_SETFL, O_NONBLOCK | O_DIRECT), 0,
	   "the read end takes the flag as well");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
