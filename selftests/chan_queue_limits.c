// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is above a limit of the system is refused by an error of its own, and
 * nothing is left of it; within the limits a queue holds what was asked for.
 */
#include <sys/resource.h>

#include "chan.h"

/* 0 or the error; the channel is closed again. */
static int try_open(struct chan *c, size_t capacity, size_t max_message)
{
	struct kp_options options = {
		.capacity = capacity, .max_message = max_message,
	};
	struct kp_channel *end;
	int error = kp_channel_open(c->uri, KP_SEND | KP_CREATE, &options,
				    &end);

	if (!error)
		kp_channel_close(end);
	return error;
}

static void holds(struct chan *c, size_t capacity, size_t size)
{
	struct kp_options options = {
		.capacity = capacity, .max_message = size,
	};
	char *data = calloc(1, size);
	struct kp_channel *end;
	size_t sent;

	MUST(kp_channel_open(c->uri, KP_SEND | KP_CREATE, &options, &end) == 0);
	for (sent = 0; sent + size <= capacity; sent += size)
		MUST(kp_send(end, data, size, KP_NOW) == (ssize_t)size);
	OK(sent + size > capacity, "it holds what was asked for");
	EQ(kp_send(end, data, size, KP_MS(20)), -ETIMEDOUT, "and no more");
	EQ(kp_channel_ready(end, KP_SEND), 0, "which is known in advance");
	kp_channel_close(end);
	free(data);
}

/* What opening says while a limit of this process is lower. */
static int open_under(struct chan *c, int resource, rlim_t value)
{
	struct rlimit before, lower;
	int error;

	MUST(getrlimit(resource, &before) == 0);
	lower = (struct rlimit){ value, before.rlim_max };
	MUST(setrlimit(resource, &lower) == 0);
	error = try_open(c, 0, 0);
	MUST(setrlimit(resource, &before) == 0);
	return error;
}

static void of_mq(struct chan *c)
{
	holds(c, 4096, 512);
	EQ(try_open(c, 0, (size_t)1 << 30), -EMSGSIZE, "too long a message");
	EQ(try_open(c, (size_t)1 << 40, 64), -EDQUOT, "too many messages");
	EQ(open_under(c, RLIMIT_MSGQUEUE, 100), -EDQUOT,
	   "too many bytes for this user");
	OK(strstr(kp_strerror(-EDQUOT), "ulimit -q"), "and what to do");
}

static void of_sysvmsg(struct chan *c)
{
	size_t usual = 0;
	FILE *file = fopen("/proc/sys/kernel/msgmnb", "r");
	int error;

	MUST(file && fscanf(file, "%zu", &usual) == 1);
	fclose(file);
	holds(c, usual, 1024);
	EQ(try_open(c, 0, (size_t)1 << 30), -EMSGSIZE, "too long a message");
	MUST(seteuid(65534) == 0);
	error = try_open(c, (size_t)1 << 24, 0);
	MUST(seteuid(0) == 0);
	EQ(error, -EDQUOT, "too large a queue");
}

static void body(struct chan *c)
{
	if (c->way != CHAN_OPEN)
		return;
	chan_name(c);
	if (chan_is(c, "mq"))
		of_mq(c);
	else if (chan_is(c, "sysvmsg"))
		of_sysvmsg(c);
	EQ(open_under(c, RLIMIT_NOFILE, 3), -EMFILE,
	   "no descriptor is no matter of queues");
	EQ(try_open(c, 0, 0), 0, "nothing is left of all that");
}

int main(void)
{
	if (geteuid()) {
		test.half = "limits";
		test_begin(5);
		test_skip("queues", "lowers its own rights: needs root");
		return test_end();
	}
	return chan_run(CHAN_MESSAGES, KP_CAN_CREATE | KP_CAN_OUTLIVE, body, 60);
}
