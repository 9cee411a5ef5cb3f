// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call that cannot go on returns -EAGAIN at once when it may not wait, and
 * -ETIMEDOUT when its time is over: not before, and not much later. A signal
 * ends any wait with -EINTR.
 */
#include "chan.h"

#define LIMIT_MS 40
/* What a busy machine may add. */
#define LATE_MS 400

static bool in_time(int64_t began)
{
	int64_t took = chan_clock() - began;

	return took >= KP_MS(LIMIT_MS) &&
	       took < KP_MS(test_patience(LIMIT_MS + LATE_MS));
}

/* Until nothing more goes in. */
static void fill_up(struct kp_channel *end)
{
	static char data[4096];
	size_t size = kp_channel_max_message(end);
	ssize_t sent;

	if (!size || size > sizeof(data))
		size = sizeof(data);
	/* Where there is no room for a long message, there may be for a short
	 * one.
	 */
	for (; size; size /= 2)
		do {
			sent = kp_send(end, data, size, KP_NOW);
		} while (sent > 0);
	EQ(sent, -EAGAIN, "a full channel takes no more");
}

static void receiving(struct kp_channel *end)
{
	int64_t began = chan_clock();
	char byte;

	EQ(kp_receive(end, &byte, 1, KP_NOW), -EAGAIN, "nothing to receive");
	EQ(kp_receive(end, &byte, 1, KP_MS(LIMIT_MS)), -ETIMEDOUT,
	   "nothing came");
	OK(in_time(began), "the wait was as long as it may be");
	began = chan_clock();
	EQ(kp_channel_wait(end, KP_RECEIVE, KP_MS(LIMIT_MS)), -ETIMEDOUT,
	   "nor while waiting for it");
	OK(in_time(began), "that wait was, too");
	EQ(kp_channel_ready(end, KP_RECEIVE), 0, "nothing is ready");
}

static void sending(struct kp_channel *end)
{
	int64_t began;

	fill_up(end);
	began = chan_clock();
	EQ(kp_send(end, "x", 1, KP_MS(LIMIT_MS)), -ETIMEDOUT, "no room came");
	OK(in_time(began), "the wait for room was as long as it may be");
	EQ(kp_channel_wait(end, KP_SEND, KP_NOW), -EAGAIN, "no room is ready");
}

static void on_signal(int sig)
{
	(void)sig;
}

static void interrupted(struct kp_channel *end, int64_t timeout,
			const char *name)
{
	/* Again and again: the first may come before the call sleeps. */
	struct itimerspec every = {
		.it_value.tv_nsec = 20000000, .it_interval.tv_nsec = 20000000,
	};
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL,
				  .sigev_signo = SIGUSR1 };
	struct sigaction action = { .sa_handler = on_signal };
	timer_t timer;
	char byte;

	sigaction(SIGUSR1, &action, NULL);
	MUST(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	MUST(timer_settime(timer, 0, &every, NULL) == 0);
	EQ(kp_receive(end, &byte, 1, timeout), -EINTR, name);
	timer_delete(timer);
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];

	chan_both(c, end);
	receiving(end[0]);
	interrupted(end[0], KP_FOREVER, "a signal ends an endless wait");
	interrupted(end[0], KP_SECONDS(10), "and a limited one");
	sending(end[1]);
	chan_close_both(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 60);
}
