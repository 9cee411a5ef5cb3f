// SPDX-License-Identifier: GPL-2.0-only
/*
 * A read into bad memory returns the bytes of the pages it copied whole; the
 * page at which copying failed stays unread from its first byte.
 */
#include "bad_memory.h"

static unsigned char data[2 * PAGE], out[2 * PAGE];

static void two_pages(int fd[2])
{
	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], data, 2 * PAGE) == 2 * PAGE);
}

static void body(void)
{
	char *good;
	int fd[2], i;

	for (i = 0; i < 2 * PAGE; i++)
		data[i] = i % 253;

	two_pages(fd);
	good = before_hole(PAGE + 2048);
	EQ(read(fd[0], good, 2 * PAGE), PAGE, "one page and a half is good");
	EQ(unread(fd[0]), PAGE, "the second page is still there");
	OK(!memcmp(good, data, PAGE), "the first page was copied");
	ERR(read(fd[0], good + PAGE, PAGE), EFAULT, "half a page is good");
	EQ(unread(fd[0]), PAGE, "nothing is lost");
	EQ(read(fd[0], good + PAGE, 2048), 2048, "as much as is good");
	EQ(read(fd[0], out, PAGE), 2048, "and the other half");
	OK(!memcmp(good + PAGE, data + PAGE, 2048) &&
	   !memcmp(out, data + PAGE + 2048, 2048), "are both right");
	forget_hole(good, PAGE + 2048);
	close_pipe(fd);

	two_pages(fd);
	ERR(read(fd[0], nowhere, 10), EFAULT, "no memory at all");
	ERR(read(fd[0], (void *)-PAGE, 10), EFAULT, "a kernel address");
	EQ(unread(fd[0]), 2 * PAGE, "nothing is lost");
	EQ(read(fd[0], out, 2 * PAGE), 2 * PAGE, "all of it can be read");
	OK(!memcmp(out, data, 2 * PAGE), "unharmed");
	close_pipe(fd);

	open_pipe(fd, O_NONBLOCK | O_DIRECT);
	MUST(write(fd[1], "packet", 6) == 6);
	ERR(read(fd[0], nowhere, 6), EFAULT, "a packet into bad memory");
	EQ(read(fd[0], out, 10), 6, "is not discarded");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
