// SPDX-License-Identifier: GPL-2.0-only
/* F_SETFL turns O_NONBLOCK on and off, for one open end alone. */
#include "child.h"
#include "halves.h"

static void body(void)
{
	static char page[PAGE];
	struct call *c;
	int fd[2], i;
	char b;

	open_pipe(fd, 0);
	EQ(fcntl(fd[0], F_SETFL, O_NONBLOCK), 0, "on at the read end");
	EQ(fcntl(fd[0], F_GETFL), O_RDONLY | O_NONBLOCK, "it shows there");
	EQ(fcntl(fd[1], F_GETFL), O_WRONLY, "not at the write end");
	ERR(read(fd[0], &b, 1), EAGAIN, "an empty pipe does not wait");
	EQ(fcntl(fd[0], F_SETFL, 0), 0, "off at the read end");
	c = call_start(SYS_read, fd[0], 1, -1, 0);
	OK(call_sleeps(c), "an empty pipe waits again");
	EQ(write(fd[1], "x", 1), 1, "a byte comes");
	EQ(reap(c->pid), 0, "the reader returns");
	EQ(c->ret, 1, "with it");
	call_end(c);

	EQ(fcntl(fd[1], F_SETFL, O_NONBLOCK), 0, "on at the write end");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	ERR(write(fd[1], page, PAGE), EAGAIN, "a full pipe does not wait");
	EQ(fcntl(fd[1], F_SETFL, 0), 0, "off at the write end");
	c = call_start(SYS_write, fd[1], 1, -1, 0);
	OK(call_sleeps(c), "a full pipe waits again");
	EQ(read(fd[0], page, PAGE), PAGE, "a page goes");
	EQ(reap(c->pid), 0, "the writer returns");
	EQ(c->ret, 1, "with its byte written");
	call_end(c);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
