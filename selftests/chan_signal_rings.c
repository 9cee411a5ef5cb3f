// SPDX-License-Identifier: GPL-2.0-only
/*
 * signal: rings arrive with their values and in order; the listener is told
 * when the ringer has closed or was killed, and the ringer when the listener
 * was; a process that does not listen is waited for and not ended.
 */
#include "chan.h"

#define RINGS 500

static struct kp_channel *listen_here(void)
{
	struct kp_channel *end = NULL;

	MUST(kp_channel_open("signal:+1", KP_RECEIVE, NULL, &end) == 0);
	return end;
}

static int open_to(pid_t pid, int64_t within, struct kp_channel **end)
{
	struct kp_options options = { .open_within = within };
	char uri[32];

	snprintf(uri, sizeof(uri), "signal:%d+1", pid);
	return kp_channel_open(uri, KP_SEND, &options, end);
}

static void ring_all(pid_t listener, bool stays)
{
	struct kp_channel *end;
	uint64_t i;

	MUST(open_to(listener, 0, &end) == 0);
	for (i = 0; i < RINGS; i++)
		MUST(kp_ring(end, i << 32 | i, KP_FOREVER) == 0);
	if (stays)
		pause();
	kp_channel_close(end);
	pause();
}

static void values(bool killed)
{
	struct kp_channel *end = listen_here();
	pid_t me = getpid(), pid = child();
	int wrong = 0;
	int64_t began;
	uint64_t i, value;

	if (pid == 0)
		ring_all(me, killed);
	for (i = 0; i < RINGS; i++)
		wrong += kp_hear(end, &value, KP_SECONDS(5)) ||
			 value != (i << 32 | i);
	EQ(wrong, 0, "values come in order");
	if (killed) {
		EQ(kp_channel_ready(end, KP_RECEIVE), 0, "then it is silent");
		EQ(kp_hear(end, &value, KP_NOW), -EAGAIN, "it is");
		kill(pid, SIGKILL);
	}
	began = chan_clock();
	EQ(kp_hear(end, &value, KP_FOREVER), -EPIPE, "until the ringer goes");
	OK(chan_clock() - began < KP_SECONDS(1), "which is told in a second");
	kill(pid, SIGKILL);
	reap(pid);
	kp_channel_close(end);
}

static void listen_late(void)
{
	struct kp_channel *end;
	uint64_t value;

	usleep(100000);
	end = listen_here();
	MUST(kp_hear(end, &value, KP_FOREVER) == 0);
	_exit(value == 77 ? 0 : 1);
}

static void listeners(void)
{
	struct kp_channel *end = NULL;
	sigset_t none;
	int deaf[2];
	pid_t pid;

	MUST(pipe(deaf) == 0);
	pid = child();

	if (pid == 0)
		listen_late();
	EQ(open_to(pid, 0, &end), 0, "a ringer waits for the listener");
	EQ(kp_ring(end, 77, KP_NOW), 0, "rings");
	EQ(reap(pid), 0, "and is heard");
	EQ(kp_ring(end, 0, KP_NOW), -EPIPE, "a dead one is told of");
	kp_channel_close(end);

	pid = child();
	if (pid == 0) {
		/* The mask came with fork. */
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		MUST(write(deaf[1], "", 1) == 1);
		pause();
	}
	MUST(read(deaf[0], &(char){ 0 }, 1) == 1);
	close(deaf[0]);
	close(deaf[1]);
	EQ(open_to(pid, KP_MS(50), &end), -ETIMEDOUT,
	   "one who does not listen is not rung");
	EQ(kill(pid, 0), 0, "and lives");
	kill(pid, SIGKILL);
	reap(pid);
	EQ(open_to(pid, 0, &end), -ESRCH, "one who is not there");
}

static void addresses(void)
{
	static const char *const wrong[] = {
		"signal:1", "signal:x", "signal:+99", "signal:+", "signal:1x",
	};
	struct kp_channel *end;
	size_t i, taken = 0;

	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		taken += kp_channel_open(wrong[i], KP_RECEIVE, NULL, &end) !=
			 -EINVAL;
	EQ(taken, 0, "addresses that are none of ours");
}

int main(void)
{
	test_begin(60);
	test.half = "signal";
	addresses();
	values(false);
	values(true);
	listeners();
	return test_end();
}
