// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill -9 of the ringer or of the listener, at any moment: the other one is
 * told within a second, whether he calls or polls, and the name can be used
 * again.
 */
#include "chan.h"

#define KILLS 24

static void ring_on(struct chan *c, struct kp_channel *end, void *context)
{
	(void)c;
	(void)context;
	while (kp_ring(end, 0, KP_SECONDS(20)) == 0)
		;
	pause();
}

static void hear_on(struct chan *c, struct kp_channel *end, void *context)
{
	uint64_t value;

	(void)c;
	(void)context;
	while (kp_hear(end, &value, KP_SECONDS(20)) == 0)
		;
	pause();
}

/* From now on; how long it takes until it says something else than 0. */
static int64_t told(struct kp_channel *end, unsigned int direction, bool polls,
		    int *error)
{
	int64_t began = chan_clock();
	uint64_t value;

	do {
		if (polls)
			kp_channel_wait(end, direction, KP_SECONDS(5));
		*error = direction == KP_SEND ?
			 kp_ring(end, 0, KP_SECONDS(5)) :
			 kp_hear(end, &value, KP_SECONDS(5));
	} while (*error == 0);
	return chan_clock() - began;
}

static void kill_one(struct chan *c, unsigned int victim, bool polls,
		     int *wrong, int *late)
{
	struct chan_child job = {
		victim, victim == KP_SEND ? ring_on : hear_on, NULL,
	};
	struct kp_channel *end;
	int error;
	pid_t pid = chan_fork(c, job, &end);

	usleep((useconds_t)(rand() % 2000));
	MUST(kill(pid, SIGKILL) == 0);
	*late += told(end, KP_DUPLEX & ~victim, polls, &error) > KP_SECONDS(1);
	if (error != -EPIPE)
		printf("# %s\n", strerrorname_np(-error));
	*wrong += error != -EPIPE;
	reap(pid);
	kp_channel_close(end);
}

static void body(struct chan *c)
{
	int i, wrong = 0, late = 0;

	for (i = 0; i < KILLS; i++)
		kill_one(c, i % 2 ? KP_SEND : KP_RECEIVE, i % 4 < 2, &wrong,
			 &late);
	EQ(wrong, 0, "each survivor gets EPIPE");
	EQ(late, 0, "within a second");
}

int main(void)
{
	return chan_run(CHAN_DOORBELLS, 0, body, 120);
}
