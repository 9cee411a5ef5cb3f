// SPDX-License-Identifier: GPL-2.0-only
/*
 * Anonymous pipes: the running kernel's, and kpipe's.
 *
 * /dev/kpipe stays open between pipes, as kp_open(3) advises programs that make
 * many. A policy is given to a pipe after it was made.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "fds.h"
#include "policies.h"

static int make_native(struct bench_channel *channel)
{
	if (pipe2(channel->fd, O_CLOEXEC))
		return channel_failed(channel, "pipe2");
	return 0;
}

const struct bench_transport transport_pipe = {
	.name = "pipe",
	.summary = "the running kernel's pipe",
	.in_kernel = true,
	.make = make_native,
	.join = fds_join,
	.send = fds_send,
	.receive = fds_receive,
	.fill = fds_fill,
	.destroy = fds_destroy,
};

static int device = -1;

static int kpipe_failed(struct bench_channel *channel, int error)
{
	snprintf(channel->problem, sizeof(channel->problem), "%s",
		 kp_strerror(error));
	return -1;
}

static int make_kpipe(struct bench_channel *channel)
{
	int64_t result;

	if (device < 0)
		device = kp_open();
	if (device < 0)
		return kpipe_failed(channel, device);
	result = kp_pipe_at(device, channel->fd, O_CLOEXEC, 0);
	if (result < 0)
		return kpipe_failed(channel, result);
	if (!policy_set(channel))
		return 0;
	fds_destroy(channel);
	return -1;
}

static int check_kpipe(struct bench_channel *channel)
{
	struct kpipe_query query;
	int error = kp_query(&query);

	return error < 0 ? kpipe_failed(channel, error) : 0;
}

const struct bench_transport transport_kpipe = {
	.name = "kpipe",
	.summary = "kpipe's pipe, made with /dev/kpipe; option: a policy",
	.make = make_kpipe,
	.join = fds_join,
	.send = fds_send,
	.receive = fds_receive,
	.fill = fds_fill,
	.counters = fds_counters,
	.options = policy_options,
	.check = check_kpipe,
	.destroy = fds_destroy,
};
