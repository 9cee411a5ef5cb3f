// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Waiting until a channel can go on, alone or among others.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>

#include "frames.h"
#include "transport.h"

static const unsigned int directions[] = { KP_RECEIVE, KP_SEND };

/* The descriptors of the directions wanted. Returns how many, or an error. */
static int fill(const struct kp_channel *channel, unsigned int want,
		struct pollfd *entries)
{
	int count = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directions); i++) {
		if (!(want & directions[i]))
			continue;
		entries[count].revents = 0;
		entries[count].fd = kp_channel_fd(channel, directions[i],
						  &entries[count].events);
		if (entries[count].fd < 0)
			return entries[count].fd;
		count++;
	}
	return count;
}

int kp_channel_poll(const struct kp_channel *channel, unsigned int want)
{
	struct pollfd entries[ARRAY_SIZE(directions)];
	int count = fill(channel, want, entries), ready = 0, next = 0;
	size_t i;

	if (count < 0)
		return count;
	if (poll(entries, (nfds_t)count, 0) < 0)
		return -errno;
	for (i = 0; i < ARRAY_SIZE(directions); i++)
		if (want & directions[i] && entries[next++].revents)
			ready |= (int)directions[i];
	return ready;
}

static int transport_ready(struct kp_channel *channel, unsigned int want)
{
	return channel->transport->ready ?
	       channel->transport->ready(channel, want) :
	       kp_channel_poll(channel, want);
}

/* Bytes that came are no message yet: they are put together on the way, so
 * that the descriptor does not stay ready because of them.
 */
static int frames_ready(struct kp_channel *channel, unsigned int want)
{
	int below;

	do {
		if (want & KP_RECEIVE && kp_frames_whole(channel))
			return KP_RECEIVE;
		below = transport_ready(channel, want);
		if (below < 0)
			return below;
	} while (below & KP_RECEIVE);
	if (below & KP_SEND &&
	    kp_frames_flush(channel, KP_DEADLINE_NOW) == -EAGAIN)
		below = 0;
	return below;
}

/**
 * kp_channel_fd - what to poll for one direction
 * @channel: a channel
 * @direction: KP_RECEIVE or KP_SEND
 * @events: receives the events to poll for
 *
 * Both stay the same as long as the channel is open.
 *
 * Return: a descriptor that is the channel's; -EINVAL, -EBADF (not open in that
 * direction).
 */
KP_PUBLIC int kp_channel_fd(const struct kp_channel *channel,
			    unsigned int direction, short *events)
{
	if (direction != KP_RECEIVE && direction != KP_SEND)
		return -EINVAL;
	if (!(channel->flags & direction))
		return -EBADF;
	return channel->transport->fd(channel, direction, events);
}

/**
 * kp_channel_ready - which directions would not wait
 * @channel: a channel
 * @want: KP_RECEIVE, KP_SEND or both
 *
 * To be called before each sleep: it also sees to it that the descriptors of
 * kp_channel_fd() wake the sleeper. Belongs to the threads that go in those
 * directions. Does not wait.
 *
 * Return: those of @want that are ready, 0 for none; -EINVAL, -EBADF.
 */
KP_PUBLIC int kp_channel_ready(struct kp_channel *channel, unsigned int want)
{
	unsigned int ended = 0;

	if (!want || want & ~KP_DUPLEX)
		return -EINVAL;
	if (want & ~channel->flags)
		return -EBADF;
	if (want & KP_SEND && channel->send_ended)
		ended |= KP_SEND;
	if (want & KP_RECEIVE && channel->receive_ended)
		ended |= KP_RECEIVE;
	if (ended)
		return (int)ended;
	return channel->frames ? frames_ready(channel, want) :
	       transport_ready(channel, want);
}

/**
 * kp_channel_wait - sleep until a direction is ready
 * @channel: a channel
 * @want: KP_RECEIVE, KP_SEND or both
 * @timeout: how long to wait
 *
 * Return: those of @want that are ready, at least one; -EAGAIN, -ETIMEDOUT,
 * -EINTR, -EINVAL, -EBADF.
 */
KP_PUBLIC int kp_channel_wait(struct kp_channel *channel, unsigned int want,
			      int64_t timeout)
{
	struct pollfd entries[ARRAY_SIZE(directions)];
	int64_t deadline = kp_deadline(timeout);
	struct timespec left;
	int ready, count;

	for (;;) {
		ready = kp_channel_ready(channel, want);
		if (ready)
			return ready;
		if (deadline == KP_DEADLINE_NOW)
			return -EAGAIN;
		count = fill(channel, want, entries);
		if (count < 0)
			return count;
		ready = ppoll(entries, (nfds_t)count,
			      kp_deadline_left(deadline, &left), NULL);
		if (ready < 0)
			return -errno;
		if (ready == 0)
			return -ETIMEDOUT;
	}
}
