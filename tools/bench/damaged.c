// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe that does damage, to prove that the bench notices. Options:
 * "flip" turns over a bit, "lose" leaves out the end of what was received,
 * "twice" delivers it again, "stall" keeps it back for a while; each once,
 * after so many bytes.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "fds.h"

#define HEALTHY_BYTES 10000
#define STALL_US 100000

static int make(struct bench_channel *channel)
{
	channel->moved = 0;
	if (pipe2(channel->fd, O_CLOEXEC))
		return channel_failed(channel, "pipe2");
	return 0;
}

static int options_kind(struct bench_channel *channel)
{
	static const char *const kinds[] = { "flip", "lose", "twice", "stall" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(channel->options, kinds[i]))
			return 0;
	snprintf(channel->problem, sizeof(channel->problem),
		 "damaged wants one of flip, lose, twice, stall");
	return -1;
}

static ssize_t receive(struct bench_channel *channel, void *data, size_t size)
{
	ssize_t n = fds_receive(channel, data, size);
	uint64_t before = channel->moved;
	char *bytes = data;

	if (n <= 0)
		return n;
	channel->moved += n;
	if (before >= HEALTHY_BYTES || channel->moved < HEALTHY_BYTES)
		return n;
	if (channel->options[0] == 'f')
		bytes[n / 2] ^= 0x10;
	else if (channel->options[0] == 'l')
		return n > 1 ? n - 1 : fds_receive(channel, data, size);
	else if (channel->options[0] == 's')
		usleep(STALL_US);
	else
		fds_send(channel, data, n < 64 ? n : 64);
	return n;
}

/* Keeps both ends: "twice" writes into its own pipe. */
static int join(struct bench_channel *channel, enum bench_side side)
{
	if (side == BENCH_WRITES)
		return fds_join(channel, side);
	return 0;
}

const struct bench_transport transport_damaged = {
	.name = "damaged",
	.summary = "a pipe that does damage, to try the bench itself",
	.hidden = true,
	.make = make,
	.join = join,
	.send = fds_send,
	.receive = receive,
	.options = options_kind,
	.destroy = fds_destroy,
};
