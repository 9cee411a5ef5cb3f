// SPDX-License-Identifier: GPL-2.0-only
/*
 * RWF_NOSIGNAL, which not every kernel has: EPIPE without SIGPIPE. The module
 * answers as the running kernel's own pipe does.
 */
#include <sys/uio.h>

#include "halves.h"

/* Younger than the C library this may be built with. */
#define NOSIGNAL 0x100

static volatile int signals;

static void count(int sig)
{
	(void)sig;
	signals++;
}

struct answer {
	int error, signals;
};

static struct answer ask(int flags)
{
	struct iovec iov = { "x", 1 };
	struct answer a = { 0 };
	int fd[2];

	open_pipe(fd, 0);
	close(fd[0]);
	signal(SIGPIPE, count);
	signals = 0;
	if (pwritev2(fd[1], &iov, 1, -1, flags) < 0)
		a.error = errno;
	a.signals = signals;
	close(fd[1]);
	return a;
}

static void body(void)
{
	struct answer native, ours;
	int keep = device;

	device = -1;
	native = ask(NOSIGNAL);
	device = keep;
	ours = ask(NOSIGNAL);
	printf("# errno %s, %d signals\n", strerrorname_np(native.error),
	       native.signals);
	EQ(ours.error, native.error, "the error");
	EQ(ours.signals, native.signals, "the signals");
	EQ(ask(0).signals, 1, "one signal without the flag");
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
