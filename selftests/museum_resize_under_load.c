// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe changes its size all the time while it is written, read, polled and
 * asked how much it holds: every byte comes out, once and in order, and no
 * answer is one that was never true.
 *
 * Bug: 189b0ddc2451.
 * Planted: kpipe_resize() takes no locks.
 * Printed: not ok 1 - kpipe: every byte, in order (came 8374272, then EFAULT; 5
 * times of 5)
 */
#include <poll.h>

#include "child.h"
#include "twins.h"

enum {
	UNIT = 3 * 1024,	/* so that pages and units do not coincide */
	SHIFTS = 11,		/* sizes: from 1 page to 1024 */
};

static unsigned char pattern(long at)
{
	return at * 31 + (at >> 12);
}

static void write_stream(int fd, long bytes)
{
	static unsigned char buf[UNIT];
	long at, i;

	for (at = 0; at < bytes; at += UNIT) {
		for (i = 0; i < UNIT; i++)
			buf[i] = pattern(at + i);
		MUST(write(fd, buf, UNIT) == UNIT);
	}
	_exit(0);
}

static void resize_always(int fd)
{
	unsigned int i;

	for (i = 1;; i = i * 1103515245 + 12345)
		resize_pipe(fd, (unsigned long)PAGE << (i >> 16) % SHIFTS);
}

/* Nonsense would be more than the largest ring holds, or an error. */
static void ask_always(int fd, volatile long *wrong)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int n = -1;

	for (;;) {
		if (ioctl(fd, FIONREAD, &n) || n < 0 || n > PAGE << SHIFTS)
			++*wrong;
		if (poll(&p, 1, 0) < 0 || p.revents & (POLLERR | POLLNVAL))
			++*wrong;
	}
}

static long read_stream(int fd)
{
	static unsigned char buf[2 * PAGE + 7];
	long at = 0, wrong = 0;
	ssize_t n, i;

	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (i = 0; i < n; i++)
			wrong += buf[i] != pattern(at++);
	printf("# %ld bytes, %ld of them wrong\n", at, wrong);
	return wrong ? -wrong : at;
}

static void body(void)
{
	long bytes = (long)UNIT * test_scaled(native() ? 300 : 20000);
	volatile long *wrong = shared(sizeof(*wrong));
	pid_t writer, resizer, asker;
	int fd[2];

	open_pipe(fd, 0);
	writer = child();
	if (writer == 0)
		write_stream(fd[1], bytes);
	resizer = child();
	if (resizer == 0) {
		close(fd[1]);
		resize_always(fd[0]);
	}
	asker = child();
	if (asker == 0) {
		close(fd[1]);
		ask_always(fd[0], wrong);
	}
	close(fd[1]);
	EQ(read_stream(fd[0]), bytes, "every byte, in order");
	kill(resizer, SIGKILL);
	kill(asker, SIGKILL);
	reap(resizer);
	reap(asker);
	close(fd[0]);
	EQ(reap(writer), 0, "the writer has finished");
	EQ(*wrong, 0, "no wrong answers");
	munmap((void *)wrong, sizeof(*wrong));
}

int main(void)
{
	return run_twice(body, 60);
}
