// SPDX-License-Identifier: GPL-2.0-only
/*
 * kill -9 of either side, at any moment: the other one is told within a
 * second what the table of transports says, and what it received before is
 * what was sent.
 */
#include "chan.h"

#define ROUNDS 6
#define SECOND KP_SECONDS(test_patience(1))

static void send_for_ever(struct chan *c, struct kp_channel *end,
			  void *context)
{
	static char data[50000];
	struct chan_bytes bytes = { 11 }, dice = { 12 };
	size_t max = kp_channel_max_message(end), size;

	(void)c;
	(void)context;
	if (!max || max > sizeof(data))
		max = sizeof(data);
	for (;;) {
		size = 1 + chan_roll(&dice, max);
		chan_fill(&bytes, data, size);
		MUST(kp_send(end, data, size, KP_FOREVER) == (ssize_t)size);
	}
}

static void receive_for_ever(struct chan *c, struct kp_channel *end,
			     void *context)
{
	static char data[200000];

	(void)c;
	(void)context;
	for (;;)
		MUST(kp_receive(end, data, sizeof(data), KP_FOREVER) > 0);
}

static void do_nothing(struct chan *c, struct kp_channel *end, void *context)
{
	(void)c;
	(void)end;
	(void)context;
	pause();
}

/* In the middle of a message the receiver may also learn of that. */
static bool as_promised(const struct chan *c, ssize_t got)
{
	if (c->info->crash_receive == KP_UNTOLD)
		return got == -ETIMEDOUT;
	return got == c->info->crash_receive || got == -EOWNERDEAD;
}

static void *kill_later(void *argument)
{
	pid_t pid = *(pid_t *)argument;

	usleep((useconds_t)(20000 + pid % 13 * 1500));
	kill(pid, SIGKILL);
	return NULL;
}

/* Receives until the sender, killed meanwhile, is missed. */
static void sender_killed(struct chan *c, bool idle, int *told, size_t *wrong,
			  int64_t *slowest)
{
	static char data[200000];
	struct chan_bytes bytes = { 11 };
	struct kp_channel *end;
	int64_t last;
	pthread_t thread;
	ssize_t n;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_SEND,
			idle ? do_nothing : send_for_ever, NULL }, &end);
	MUST(!pthread_create(&thread, NULL, kill_later, &pid));
	last = chan_clock();
	while ((n = kp_receive(end, data, sizeof(data), SECOND)) > 0) {
		*wrong += chan_wrong(&bytes, data, (size_t)n);
		last = chan_clock();
	}
	*told += as_promised(c, n);
	if (!as_promised(c, n))
		printf("# came %zd\n", n);
	if (chan_clock() - last > *slowest)
		*slowest = chan_clock() - last;
	pthread_join(thread, NULL);
	reap(pid);
	kp_channel_close(end);
}

static void receiver_killed(struct chan *c, bool idle, int *told,
			    int64_t *slowest)
{
	static char data[3000];
	struct kp_channel *end;
	pthread_t thread;
	int64_t last;
	ssize_t n;
	pid_t pid;

	pid = chan_fork(c, (struct chan_child){ KP_RECEIVE,
			idle ? do_nothing : receive_for_ever, NULL }, &end);
	MUST(!pthread_create(&thread, NULL, kill_later, &pid));
	last = chan_clock();
	while ((n = kp_send(end, data, sizeof(data), SECOND)) > 0)
		last = chan_clock();
	if (n != c->info->crash_send)
		printf("# came %zd\n", n);
	*told += n == (c->info->crash_send == KP_UNTOLD ?
		       -ETIMEDOUT : c->info->crash_send);
	if (chan_clock() - last > *slowest)
		*slowest = chan_clock() - last;
	pthread_join(thread, NULL);
	reap(pid);
	kp_channel_close(end);
}

/* Names that the killed left: take them away, as kpipe gc would. */
static void sweep(const struct chan *c)
{
	size_t length = strlen(c->info->name);
	struct kp_leftover *list = NULL;
	ssize_t count = kp_leftovers(&list), i;
	int error = 0;

	MUST(count >= 0);
	for (i = 0; i < count && !error; i++)
		if (!strncmp(list[i].uri, c->info->name, length) &&
		    list[i].uri[length] == ':' && list[i].dead)
			error = kp_leftover_remove(&list[i]);
	if (error)
		EQ(error, 0, "what they left can be taken away");
	kp_leftovers_free(list, (size_t)count);
}

static void body(struct chan *c)
{
	bool untold = c->info->crash_receive == KP_UNTOLD ||
		      c->info->crash_send == KP_UNTOLD;
	/* What is not told takes its second every time. */
	int told[4] = { 0 }, i, rounds = untold ? 2 : test_scaled(ROUNDS);
	int64_t slowest = 0;
	size_t wrong = 0;

	for (i = 0; i < rounds; i++) {
		sender_killed(c, false, &told[0], &wrong, &slowest);
		sender_killed(c, true, &told[1], &wrong, &slowest);
		receiver_killed(c, false, &told[2], &slowest);
		receiver_killed(c, true, &told[3], &slowest);
		sweep(c);
	}
	EQ(told[0], rounds, "a sender killed in mid-transfer is missed");
	EQ(told[1], rounds, "one that never sent anything, too");
	EQ(told[2], rounds, "so is a receiver that was busy");
	EQ(told[3], rounds, "or asleep with the channel full");
	EQ(wrong, 0, "nothing that came was garbage");
	if (!untold)
		OK(slowest < SECOND, "all within a second");
	printf("# slowest to know: %lld ms\n", (long long)slowest / 1000000);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, 0, body, 240);
}
