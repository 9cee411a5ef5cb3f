// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of poll, select, epoll_ctl and of asking for
 * SIGIO fails once: who was told that it failed is not told of events, and who
 * was told that it worked is.
 */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "fault_stream.h"

static struct pollfd polled[2];
static fd_set readable, writable;
static int epoll;
static struct epoll_event event;
static volatile int signals;

static void a_byte(void)
{
	stream_open(0, 1);
	polled[0] = (struct pollfd) { stream_pipe[0], POLLIN, 0 };
	polled[1] = (struct pollfd) { stream_pipe[1], POLLOUT, 0 };
	FD_ZERO(&readable);
	FD_SET(stream_pipe[0], &readable);
	FD_ZERO(&writable);
	FD_SET(stream_pipe[1], &writable);
}

static long call_poll(void)
{
	return fault_answer(poll(polled, 2, 0));
}

static void judge_poll(long ret)
{
	if (ret >= 0)
		fault_holds(ret == 2 && polled[0].revents == POLLIN &&
			    polled[1].revents == POLLOUT, "both are ready");
	stream_close(0, 1);
}

static long call_select(void)
{
	struct timeval at_once = { 0 };

	return fault_answer(select(64, &readable, &writable, NULL, &at_once));
}

static void judge_select(long ret)
{
	if (ret >= 0)
		fault_holds(ret == 2 && FD_ISSET(stream_pipe[0], &readable) &&
			    FD_ISSET(stream_pipe[1], &writable),
			    "both are ready");
	stream_close(0, 1);
}

static void nothing_and_epoll(void)
{
	stream_open(0, 0);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	MUST(epoll >= 0);
	event = (struct epoll_event) { .events = EPOLLIN };
}

static long call_epoll_add(void)
{
	return fault_answer(epoll_ctl(epoll, EPOLL_CTL_ADD, stream_pipe[0],
				      &event));
}

static void judge_epoll_add(long ret)
{
	struct epoll_event came;

	MUST(write(stream_pipe[1], stream_bytes, 1) == 1);
	fault_holds(epoll_wait(epoll, &came, 1, 0) == (ret == 0),
		    "an event if it was added");
	MUST(close(epoll) == 0);
	stream_close(0, 1);
}

static void count_signal(int sig)
{
	(void)sig;
	signals++;
}

static void nothing_and_sigio(void)
{
	stream_open(0, 0);
	signal(SIGIO, count_signal);
	signals = 0;
	MUST(fcntl(stream_pipe[0], F_SETOWN, getpid()) == 0);
}

static long call_async(void)
{
	return fault_answer(fcntl(stream_pipe[0], F_SETFL,
				  O_NONBLOCK | O_ASYNC));
}

static void judge_async(long ret)
{
	int flags = fcntl(stream_pipe[0], F_GETFL);

	MUST(write(stream_pipe[1], stream_bytes, 1) == 1);
	fault_holds(signals == (ret == 0), "a signal if it was asked for");
	fault_holds(!(flags & O_ASYNC) == (ret < 0), "the flag says the same");
	stream_close(0, 1);
}

/* One end open for both: each way has a list of its own. */
static void both_ways_and_sigio(void)
{
	char path[64];
	int fd;

	nothing_and_sigio();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", stream_pipe[0]);
	fd = open(path, O_RDWR | O_NONBLOCK);
	MUST(fd >= 0 && dup2(fd, stream_pipe[0]) == stream_pipe[0]);
	MUST(close(fd) == 0);
	MUST(fcntl(stream_pipe[0], F_SETOWN, getpid()) == 0);
}

static void judge_async_both(long ret)
{
	char byte;

	MUST(write(stream_pipe[1], "a", 1) == 1);
	fault_holds(signals == (ret == 0), "a signal for the reader");
	MUST(read(stream_pipe[0], &byte, 1) == 1);
	fault_holds(signals == 2 * (ret == 0), "a signal for the writer");
	stream_close(0, 0);
}

static const struct fault_path paths[] = {
	/* The descriptors come by a user copy; the answers do not go by one. */
	{ "poll", { [FAULT_COPY] = 1 }, { EFAULT, ENOMEM },
	  a_byte, call_poll, .judge = judge_poll },
	/* The two sets come and go, and so does the time. */
	{ "select", { [FAULT_COPY] = 5 }, { EFAULT, ENOMEM },
	  a_byte, call_select, .judge = judge_select },
	/* The item and its place in the queue; the event. */
	{ "epoll_ctl", { [FAULT_SLAB] = 2, [FAULT_COPY] = 1 },
	  { ENOMEM, EFAULT },
	  nothing_and_epoll, call_epoll_add, .judge = judge_epoll_add },
	{ "O_ASYNC on a read end", { [FAULT_SLAB] = 1 }, { ENOMEM },
	  nothing_and_sigio, call_async, .judge = judge_async },
	{ "O_ASYNC on an end for both", { [FAULT_SLAB] = 2 }, { ENOMEM },
	  both_ways_and_sigio, call_async, .judge = judge_async_both },
	{}
};

static void body(void)
{
	stream_init();
	fault_all(paths);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
