// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of queues and semaphores: the last one to leave takes them away,
 * unless he asks to keep them; what a killed process leaves is listed, and is
 * removed on request or by the next one who opens it; what is in use stays.
 */
#include "chan.h"

static struct kp_options options;

/* Opens; 0 or an error. */
static int try_open(struct chan *c, unsigned int flags,
		    struct kp_channel **end)
{
	return kp_channel_open(c->uri, flags, &options, end);
}

static struct kp_channel *must_open(struct chan *c, unsigned int flags)
{
	struct kp_channel *end = NULL;

	MUST(try_open(c, flags, &end) == 0);
	return end;
}

static void put(struct chan *c, struct kp_channel *end)
{
	MUST(c->info->kind == KP_KIND_DOORBELL ?
	     kp_ring(end, 0, KP_NOW) == 0 : kp_send(end, "x", 1, KP_NOW) == 1);
}

/* 1: there was something. */
static int get(struct chan *c, struct kp_channel *end)
{
	uint64_t value;
	char byte;
	ssize_t came;

	came = c->info->kind == KP_KIND_DOORBELL ?
	       1 - (kp_hear(end, &value, KP_NOW) != 0) :
	       kp_receive(end, &byte, 1, KP_NOW);
	return came == 1;
}

/* Makes the name in a process that is killed then. */
static void leave_behind(struct chan *c)
{
	struct kp_channel *end;
	pid_t pid = child();

	if (pid == 0) {
		end = must_open(c, KP_SEND | KP_CREATE);
		put(c, end);
		kill(getpid(), SIGKILL);
	}
	reap(pid);
}

/* The entry of this name in the list of leftovers: removes it or not. */
static int leftover(struct chan *c, bool remove, int *dead)
{
	struct kp_leftover *list;
	ssize_t count = kp_leftovers(&list), i;
	int result = -ENOENT;

	MUST(count >= 0);
	for (i = 0; i < count; i++) {
		if (strcmp(list[i].uri, c->uri))
			continue;
		*dead = list[i].dead;
		result = remove ? kp_leftover_remove(&list[i]) : 0;
	}
	kp_leftovers_free(list, (size_t)count);
	return result;
}

static void leftovers(struct chan *c)
{
	struct kp_channel *end, *other;
	int dead = 0;

	leave_behind(c);
	EQ(leftover(c, false, &dead), 0, "what a killed process left is listed");
	EQ(dead, 1, "as that of a dead one");
	EQ(leftover(c, true, &dead), 0, "and can be removed");
	EQ(try_open(c, KP_RECEIVE, &end), -ENOENT, "then it is gone");
	EQ(leftover(c, false, &dead), -ENOENT, "and its note");

	leave_behind(c);
	EQ(try_open(c, KP_RECEIVE, &end), -ENOENT,
	   "opening removes what is left over");
	leave_behind(c);
	end = must_open(c, KP_RECEIVE | KP_CREATE | KP_EXCLUSIVE);
	EQ(get(c, end), 0, "or begins anew");
	EQ(leftover(c, true, &dead), -EBUSY, "what is in use is not removed");
	EQ(dead, 0, "nor called dead");
	other = must_open(c, KP_SEND);
	EQ(try_open(c, KP_SEND | KP_CREATE | KP_EXCLUSIVE, &end), -EEXIST,
	   "what is there is not made again");
	kp_channel_close(end);
	end = must_open(c, KP_RECEIVE);
	put(c, other);
	EQ(get(c, end), 1, "it outlives its maker's leaving");
	kp_channel_close(end);
	kp_channel_close(other);
	EQ(try_open(c, KP_RECEIVE, &end), -ENOENT, "the last one removes it");
}

/* Its maker is killed while another one is in it. */
static void heirs(struct chan *c)
{
	struct kp_channel *end, *other;
	int go[2], dead = 0;
	pid_t pid;

	MUST(pipe(go) == 0);
	pid = child();
	if (pid == 0) {
		end = must_open(c, KP_SEND | KP_CREATE);
		put(c, end);
		MUST(write(go[1], "", 1) == 1);
		pause();
	}
	MUST(read(go[0], &(char){ 0 }, 1) == 1);
	close(go[0]);
	close(go[1]);
	end = must_open(c, KP_RECEIVE);
	kill(pid, SIGKILL);
	reap(pid);
	EQ(leftover(c, true, &dead), -EBUSY, "an heir keeps it");
	other = must_open(c, KP_SEND | KP_CREATE);
	EQ(get(c, end), 1, "with what was in it");
	put(c, other);
	EQ(get(c, end), 1, "and others come to him");
	kp_channel_close(end);
	kp_channel_close(other);
	EQ(leftover(c, false, &dead), -ENOENT, "and remove it");
}

static void keep(struct chan *c)
{
	struct kp_channel *end = must_open(c, KP_SEND | KP_CREATE | KP_KEEP);
	int dead;

	put(c, end);
	kp_channel_close(end);
	EQ(leftover(c, false, &dead), -ENOENT, "what is kept is not left over");
	end = must_open(c, KP_RECEIVE | KP_KEEP);
	EQ(get(c, end), 1, "it keeps what is in it");
	kp_channel_close(end);
	end = must_open(c, KP_RECEIVE);
	kp_channel_close(end);
	EQ(try_open(c, KP_SEND, &end), -ENOENT, "until somebody does not keep it");
}

static void body(struct chan *c)
{
	if (c->way != CHAN_OPEN)
		return;
	chan_name(c);
	leftovers(c);
	heirs(c);
	keep(c);
}

int main(void)
{
	setenv("KPIPE_TRANSPORTS", "mq sysvmsg sem sysvsem", 1);
	return chan_run(CHAN_MESSAGES | CHAN_DOORBELLS, KP_CAN_CREATE, body,
			60);
}
