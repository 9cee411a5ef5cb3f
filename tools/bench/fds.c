// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moves bytes through descriptors, with read(2) and write(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "fds.h"

static void close_side(struct bench_channel *channel, enum bench_side side)
{
	if (channel->fd[side] >= 0)
		close(channel->fd[side]);
	channel->fd[side] = -1;
}

int fds_join(struct bench_channel *channel, enum bench_side side)
{
	close_side(channel, !side);
	return 0;
}

ssize_t fds_send(struct bench_channel *channel, const void *data, size_t size)
{
	return write(channel->fd[BENCH_WRITES], data, size);
}

ssize_t fds_receive(struct bench_channel *channel, void *data, size_t size)
{
	return read(channel->fd[BENCH_READS], data, size);
}

ssize_t fds_fill(struct bench_channel *channel)
{
	int fd = channel->fd[BENCH_WRITES];
	char page[4096] = { 1 };
	ssize_t n, sum = 0;

	if (fcntl(fd, F_SETFL, O_NONBLOCK))
		return channel_failed(channel, "O_NONBLOCK");
	while ((n = write(fd, page, sizeof(page))) > 0)
		sum += n;
	if (errno != EAGAIN || fcntl(fd, F_SETFL, 0))
		return channel_failed(channel, "filling");
	return sum;
}

int fds_counters(struct bench_channel *channel, enum bench_side side,
		 struct bench_counters *counters)
{
	struct kpipe_snapshot now = { .fd = -1 };
	const struct kpipe_side *counted;

	if (ioctl(channel->fd[side], KPIPE_IOC_SNAPSHOT, &now))
		return channel_failed(channel, "asking for a snapshot");
	counted = side == BENCH_READS ? &now.read_side : &now.write_side;
	counters->sleeps = counted->sleeps;
	counters->wakes = counted->wakes;
	return 0;
}

void fds_destroy(struct bench_channel *channel)
{
	close_side(channel, BENCH_READS);
	close_side(channel, BENCH_WRITES);
}
