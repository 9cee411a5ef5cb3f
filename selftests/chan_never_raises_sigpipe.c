// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending to nobody returns -EPIPE and raises no SIGPIPE, whatever the program
 * does with that signal; its mask, and a SIGPIPE of its own that waits, stay.
 */
#include "chan.h"

static volatile sig_atomic_t raised;

static void on_sigpipe(int sig)
{
	(void)sig;
	raised++;
}

static void send_to_nobody(struct chan *c, const char *name)
{
	struct kp_channel *end[2];
	sigset_t before, after;
	int i, same = 1;

	chan_both(c, end);
	kp_channel_close(end[0]);
	/* Another machine has to be asked first. */
	while (c->info->can & KP_CAN_REMOTE &&
	       kp_send(end[1], "x", 1, KP_NOW) == 1)
		usleep(1000);
	pthread_sigmask(SIG_SETMASK, NULL, &before);
	EQ(kp_send(end[1], "x", 1, KP_NOW), -EPIPE, name);
	EQ(kp_send(end[1], "x", 1, KP_FOREVER), -EPIPE, "and again");
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	for (i = 1; i < NSIG; i++)
		same &= sigismember(&before, i) == sigismember(&after, i);
	OK(same, "the mask is as it was");
	kp_channel_close(end[1]);
}

static bool is_pending(void)
{
	sigset_t waiting;

	sigpending(&waiting);
	return sigismember(&waiting, SIGPIPE);
}

static void body(struct chan *c)
{
	sigset_t sigpipe;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	raised = 0;
	signal(SIGPIPE, SIG_DFL);
	send_to_nobody(c, "with the default action");
	signal(SIGPIPE, SIG_IGN);
	send_to_nobody(c, "ignored");
	signal(SIGPIPE, on_sigpipe);
	send_to_nobody(c, "with a handler");
	pthread_sigmask(SIG_BLOCK, &sigpipe, NULL);
	send_to_nobody(c, "blocked");
	OK(!is_pending(), "none waits");
	raise(SIGPIPE);
	send_to_nobody(c, "with one waiting");
	OK(is_pending(), "it still waits");
	EQ(raised, 0, "none was raised");
	pthread_sigmask(SIG_UNBLOCK, &sigpipe, NULL);
	EQ(raised, 1, "but for the program's own");
	signal(SIGPIPE, SIG_DFL);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_SAY_END, body,
			60);
}
