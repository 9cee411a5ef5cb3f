// SPDX-License-Identifier: GPL-2.0-only
/*
 * A listener serves many clients: each gets its own channel and its own
 * answers, whoever else is killed on the way; without time limit none waits
 * for a server that died.
 */
#include "chan.h"

#define CLIENTS 40

static void client(struct chan *c, int number)
{
	struct kp_channel *end = chan_open(c, KP_DUPLEX);
	int question, answer, i;

	for (i = 0; i < 20; i++) {
		question = number * 1000 + i;
		MUST(kp_send(end, &question, sizeof(question),
			     KP_SECONDS(20)) == sizeof(question));
		/* Every fifth is killed in the middle of its talk. */
		if (number % 5 == 4 && i == 10)
			raise(SIGKILL);
		MUST(kp_receive(end, &answer, sizeof(answer),
				KP_SECONDS(20)) == sizeof(answer));
		MUST(answer == question + 1);
	}
	kp_channel_close(end);
}

static void *serve_one(void *argument)
{
	struct kp_channel *end = argument;
	int question;

	while (kp_receive(end, &question, sizeof(question), KP_SECONDS(20)) ==
	       sizeof(question)) {
		question++;
		/* A killed client does not take the answer. */
		kp_send(end, &question, sizeof(question), KP_SECONDS(20));
	}
	kp_channel_close(end);
	return NULL;
}

static void served(struct chan *c)
{
	struct kp_listener *listener;
	pthread_t thread[CLIENTS];
	int i, content = 0, killed = 0, status;
	pid_t pid[CLIENTS];

	chan_name(c);
	listener = chan_listen(c);
	for (i = 0; i < CLIENTS; i++) {
		pid[i] = child();
		if (pid[i] == 0) {
			kp_listener_close(listener);
			client(c, i);
			_exit(TEST_PASS);
		}
	}
	for (i = 0; i < CLIENTS; i++)
		MUST(!pthread_create(&thread[i], NULL, serve_one,
				     chan_accept(listener)));
	for (i = 0; i < CLIENTS; i++) {
		status = reap(pid[i]);
		content += status == 0;
		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
		pthread_join(thread[i], NULL);
	}
	EQ(killed, CLIENTS / 5, "some clients were killed");
	EQ(content, CLIENTS - CLIENTS / 5, "all others were answered");
	kp_listener_close(listener);
}

static void one_server(struct chan *c)
{
	struct kp_listener *listener, *second = NULL;

	chan_name(c);
	listener = chan_listen(c);
	EQ(kp_listen(c->uri, c->flags, &c->options, &second), -EADDRINUSE,
	   "a second server is refused");
	kp_listener_close(listener);
	EQ(kp_listen(c->uri, c->flags, &c->options, &second), 0,
	   "but not when the first is gone");
	kp_listener_close(second);
}

/* Who gave up before the server came is not taken for who calls then. */
static void gave_up(struct chan *c)
{
	struct kp_options hurried = { .open_within = KP_MS(20) };
	struct kp_listener *listener;
	struct kp_channel *end = NULL, *phantom;
	pthread_t thread;
	void *caller;
	int error;

	chan_name(c);
	listener = chan_listen(c);
	error = kp_channel_open(c->uri, chan_flags(c, KP_DUPLEX), &hurried,
				&end);
	if (error == -ETIMEDOUT) {
		MUST(!pthread_create(&thread, NULL, chan_opener, c));
		usleep(50000);
		end = chan_accept(listener);
		EQ(kp_accept(listener, KP_MS(50), &phantom), -ETIMEDOUT,
		   "who gave up does not come");
		pthread_join(thread, &caller);
		kp_channel_close(caller);
	} else {
		EQ(error, 0, "this one does not wait for the server");
	}
	kp_channel_close(end);
	kp_listener_close(listener);
}

static void *connect_again(void *argument)
{
	struct kp_channel *end;
	struct chan *c = argument;
	char byte;

	if (kp_channel_open(c->uri, chan_flags(c, KP_DUPLEX), &c->options,
			    &end) < 0)
		return NULL;
	/* Some take the client in the moment they are gone in. */
	if (kp_receive(end, &byte, 1, KP_SECONDS(20)) == -ETIMEDOUT)
		return argument;
	kp_channel_close(end);
	return NULL;
}

static void server_dies(struct chan *c)
{
	pthread_t thread;
	void *hung;
	pid_t pid = chan_make_in_child(c);

	MUST(!pthread_create(&thread, NULL, connect_again, c));
	usleep(100000);
	kill(pid, SIGKILL);
	reap(pid);
	pthread_join(thread, &hung);
	OK(!hung, "a client that waits is told that the server died");
	OK(kp_channel_open(c->uri, chan_flags(c, KP_DUPLEX), &c->options,
			   &(struct kp_channel *){ NULL }) < 0,
	   "the next one is refused");
	/* The next server takes the name over, and away. */
	kp_listener_close(chan_listen(c));
}

static void body(struct chan *c)
{
	if (c->way != CHAN_LISTEN)
		return;
	served(c);
	one_server(c);
	gave_up(c);
	server_dies(c);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_LISTEN, body, 120);
}
