// SPDX-License-Identifier: GPL-2.0-only
/*
 * SIGIO comes for every write and every read, not only for the one that made
 * the pipe readable or writable. Programs that count them rely on it.
 *
 * Bug: fe67f4dd8daa.
 * Planted: kpipe_write() signals only when the pipe was empty.
 * Printed: not ok 1 - kpipe: a signal for each write, though nobody reads (came
 * 1, expected 5)
 */
#include "halves.h"

enum { TIMES = 5 };

static volatile int signals;

static void count(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	signals++;
}

static void listen_to(int fd, bool on)
{
	/* One that queues, so that none can be lost on the way. */
	MUST(fcntl(fd, F_SETSIG, SIGRTMIN) == 0);
	MUST(fcntl(fd, F_SETOWN, getpid()) == 0);
	MUST(fcntl(fd, F_SETFL, O_NONBLOCK | (on ? O_ASYNC : 0)) == 0);
	signals = 0;
}

static void body(void)
{
	struct sigaction sa = {
		.sa_sigaction = count,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};
	char c;
	int fd[2], i;

	MUST(sigaction(SIGRTMIN, &sa, NULL) == 0);
	open_pipe(fd, O_NONBLOCK);
	listen_to(fd[0], true);
	for (i = 0; i < TIMES; i++)
		MUST(write(fd[1], "x", 1) == 1);
	EQ(signals, TIMES, "a signal for each write, though nobody reads");
	listen_to(fd[0], false);

	listen_to(fd[1], true);
	for (i = 0; i < TIMES; i++)
		MUST(read(fd[0], &c, 1) == 1);
	EQ(signals, TIMES, "a signal for each read, though there was room");
	listen_to(fd[1], false);
	MUST(write(fd[1], "x", 1) == 1);
	EQ(signals, 0, "none when nobody listens any more");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
