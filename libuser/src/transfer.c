// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Moves bytes, messages, descriptors and doorbells through channels: checks
 * the arguments, turns timeouts into deadlines and calls the transport, or
 * frames.c where messages go over a stream.
 */
#include <errno.h>
#include <limits.h>

#include "frames.h"
#include "transport.h"

static ssize_t length_of(const struct iovec *vector, int count)
{
	size_t total = 0;
	int i;

	if (count < 1 || count > KP_VECTOR_MAX)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		if (vector[i].iov_len > (size_t)SSIZE_MAX - total)
			return -EINVAL;
		total += vector[i].iov_len;
	}
	return (ssize_t)total;
}

static bool takes_messages(const struct kp_channel *channel)
{
	return channel->frames ||
	       channel->transport->info.kind == KP_KIND_MESSAGE;
}

/* 0 when total bytes may be sent. */
static int may_send(const struct kp_channel *channel, size_t total)
{
	if (!(channel->flags & KP_SEND))
		return -EBADF;
	if (channel->send_ended)
		return -EPIPE;
	if (!takes_messages(channel))
		return 0;
	if (!total)
		return -EINVAL;
	return total > kp_channel_max_message(channel) ? -EMSGSIZE : 0;
}

static ssize_t send_vector(struct kp_channel *channel,
			   const struct iovec *vector, int count, size_t total,
			   int64_t timeout)
{
	int error = may_send(channel, total);

	if (error || !total)
		return error;
	if (channel->frames)
		return kp_frames_send(channel, vector, count, total,
				      kp_deadline(timeout));
	if (!channel->transport->send)
		return -EOPNOTSUPP;
	return channel->transport->send(channel, vector, count, total,
					kp_deadline(timeout));
}

static ssize_t receive_vector(struct kp_channel *channel,
			      const struct iovec *vector, int count,
			      size_t total, int64_t timeout)
{
	if (!(channel->flags & KP_RECEIVE))
		return -EBADF;
	if (!total)
		return -EINVAL;
	if (channel->receive_ended)
		return 0;
	if (channel->frames)
		return kp_frames_receive(channel, vector, count, total,
					 kp_deadline(timeout));
	if (!channel->transport->receive)
		return -EOPNOTSUPP;
	return channel->transport->receive(channel, vector, count, total,
					   kp_deadline(timeout));
}

/**
 * kp_send - send bytes or a message
 * @channel: a channel open for sending
 * @data: what to send
 * @size: how much of it
 * @timeout: how long to wait for room
 *
 * A stream takes all of it, and less only when time is over, a signal came or
 * the peer went away in the middle. A message goes whole or not at all.
 *
 * Return: how many bytes were sent, or a negative errno value: -EAGAIN,
 * -ETIMEDOUT, -EINTR, -EPIPE (nobody can receive any more), -EMSGSIZE,
 * -EINVAL, -EBADF (not open for sending), -EOPNOTSUPP; see the manual page.
 */
KP_PUBLIC ssize_t kp_send(struct kp_channel *channel, const void *data,
			  size_t size, int64_t timeout)
{
	const struct iovec vector = { (void *)data, size };

	if (size > SSIZE_MAX)
		return -EINVAL;
	return send_vector(channel, &vector, 1, size, timeout);
}

/**
 * kp_sendv - kp_send() from several places
 * @channel: a channel open for sending
 * @vector: the parts, sent as one
 * @count: how many, 1 to KP_VECTOR_MAX
 * @timeout: how long to wait for room
 *
 * Return: as kp_send().
 */
KP_PUBLIC ssize_t kp_sendv(struct kp_channel *channel,
			   const struct iovec *vector, int count,
			   int64_t timeout)
{
	ssize_t total = length_of(vector, count);

	if (total < 0)
		return total;
	return send_vector(channel, vector, count, (size_t)total, timeout);
}

/**
 * kp_receive - receive bytes or a message
 * @channel: a channel open for receiving
 * @data: where to
 * @size: room there, at least 1
 * @timeout: how long to wait
 *
 * Takes of a stream what is there, at least one byte and at most @size; of
 * messages exactly one.
 *
 * Return: how many bytes came, 0 at the end, or a negative errno value:
 * -EAGAIN, -ETIMEDOUT, -EINTR, -EMSGSIZE (the message is longer than @size, and
 * still there), -EOWNERDEAD (the sender died in the middle of a message),
 * -EBADMSG (what came is no message), -EINVAL, -EBADF (not open for
 * receiving), -EOPNOTSUPP; see the manual page.
 */
KP_PUBLIC ssize_t kp_receive(struct kp_channel *channel, void *data,
			     size_t size, int64_t timeout)
{
	const struct iovec vector = { data, size };

	if (size > SSIZE_MAX)
		return -EINVAL;
	return receive_vector(channel, &vector, 1, size, timeout);
}

/**
 * kp_receivev - kp_receive() into several places
 * @channel: a channel open for receiving
 * @vector: the parts, filled one after the other
 * @count: how many, 1 to KP_VECTOR_MAX
 * @timeout: how long to wait
 *
 * Return: as kp_receive().
 */
KP_PUBLIC ssize_t kp_receivev(struct kp_channel *channel,
			      const struct iovec *vector, int count,
			      int64_t timeout)
{
	ssize_t total = length_of(vector, count);

	if (total < 0)
		return total;
	return receive_vector(channel, vector, count, (size_t)total, timeout);
}

/**
 * kp_send_fds - send descriptors along with bytes or a message
 * @channel: a channel open for sending
 * @data: what to send
 * @size: how much of it, at least 1
 * @fds: descriptors, of which the peer gets duplicates
 * @count: how many, 1 to KP_FDS_MAX
 * @timeout: how long to wait for room
 *
 * In a stream they arrive with the first byte.
 *
 * Return: as kp_send(); also -ETOOMANYREFS (too many are under way already).
 */
KP_PUBLIC ssize_t kp_send_fds(struct kp_channel *channel, const void *data,
			      size_t size, const int *fds, unsigned int count,
			      int64_t timeout)
{
	const struct iovec vector = { (void *)data, size };
	int error;

	if (!channel->transport->send_fds || channel->frames)
		return -EOPNOTSUPP;
	if (!size || size > SSIZE_MAX || !count || count > KP_FDS_MAX)
		return -EINVAL;
	error = may_send(channel, size);
	if (error)
		return error;
	return channel->transport->send_fds(channel, &vector, fds, count,
					    kp_deadline(timeout));
}

/**
 * kp_receive_fds - receive bytes or a message and the descriptors along
 * @channel: a channel open for receiving
 * @data: where to
 * @size: room there, at least 1
 * @fds: receives descriptors, close-on-exec and the caller's to close
 * @count: in: room in @fds, at most KP_FDS_MAX; out: how many came, also 0
 * @timeout: how long to wait
 *
 * kp_receive() instead closes what descriptors come.
 *
 * Return: as kp_receive(); also -EMFILE: not all descriptors fit, into @fds or
 * into the table of this process; they and what came along are lost.
 */
KP_PUBLIC ssize_t kp_receive_fds(struct kp_channel *channel, void *data,
				 size_t size, int *fds, unsigned int *count,
				 int64_t timeout)
{
	const struct iovec vector = { data, size };

	if (!channel->transport->receive_fds || channel->frames)
		return -EOPNOTSUPP;
	if (!size || size > SSIZE_MAX || !*count || *count > KP_FDS_MAX)
		return -EINVAL;
	if (!(channel->flags & KP_RECEIVE))
		return -EBADF;
	if (channel->receive_ended) {
		*count = 0;
		return 0;
	}
	return channel->transport->receive_fds(channel, &vector, fds, count,
					       kp_deadline(timeout));
}

/**
 * kp_reserve - room to build a message in, in the place it is sent from
 * @channel: a channel open for sending
 * @size: how much, at least 1
 * @data: receives its address
 * @timeout: how long to wait for room
 *
 * Ends with kp_commit(); nothing else may be sent before that.
 *
 * Return: 0, or as kp_send(); -EBUSY when room is reserved already.
 */
KP_PUBLIC int kp_reserve(struct kp_channel *channel, size_t size, void **data,
			 int64_t timeout)
{
	int error;

	if (!channel->transport->reserve || channel->frames)
		return -EOPNOTSUPP;
	if (!size || size > SSIZE_MAX)
		return -EINVAL;
	error = may_send(channel, size);
	if (error)
		return error;
	return channel->transport->reserve(channel, size, data,
					   kp_deadline(timeout));
}

/**
 * kp_commit - send what was built in the room of kp_reserve()
 * @channel: the channel
 * @size: how much of it; 0 gives the room back
 *
 * Does not wait.
 *
 * Return: 0; -EINVAL (nothing was reserved, or less than that), -EPIPE,
 * -EOWNERDEAD.
 */
KP_PUBLIC int kp_commit(struct kp_channel *channel, size_t size)
{
	if (!channel->transport->commit || channel->frames)
		return -EOPNOTSUPP;
	return channel->transport->commit(channel, size);
}

/**
 * kp_peek - look at what would be received, in the place it is in
 * @channel: a channel open for receiving
 * @data: receives its address, good until kp_consume()
 * @timeout: how long to wait
 *
 * Return: the length, 0 at the end, or an error of kp_receive().
 */
KP_PUBLIC ssize_t kp_peek(struct kp_channel *channel, const void **data,
			  int64_t timeout)
{
	if (!channel->transport->peek || channel->frames)
		return -EOPNOTSUPP;
	if (!(channel->flags & KP_RECEIVE))
		return -EBADF;
	if (channel->receive_ended)
		return 0;
	return channel->transport->peek(channel, data, kp_deadline(timeout));
}

/**
 * kp_consume - be done with what kp_peek() showed
 * @channel: the channel
 * @size: bytes, of a stream; a message goes whole
 *
 * Does not wait.
 *
 * Return: 0; -EINVAL (nothing was shown, or less than that).
 */
KP_PUBLIC int kp_consume(struct kp_channel *channel, size_t size)
{
	if (!channel->transport->consume || channel->frames)
		return -EOPNOTSUPP;
	return channel->transport->consume(channel, size);
}

/**
 * kp_ring - ring a doorbell
 * @channel: a channel open for sending
 * @value: what it shall say, of doorbell_bits at most
 * @timeout: how long to wait, should it be stuck
 *
 * Return: 0, or as kp_send(); -ERANGE: the value is too large.
 */
KP_PUBLIC int kp_ring(struct kp_channel *channel, uint64_t value,
		      int64_t timeout)
{
	unsigned int bits = channel->transport->info.doorbell_bits;

	if (!channel->transport->ring)
		return -EOPNOTSUPP;
	if (!(channel->flags & KP_SEND))
		return -EBADF;
	if (bits < 64 && value >> bits)
		return -ERANGE;
	return channel->transport->ring(channel, value, kp_deadline(timeout));
}

/**
 * kp_hear - wait for the doorbell
 * @channel: a channel open for receiving
 * @value: receives what it said
 * @timeout: how long to wait
 *
 * Return: 0, or an error as of kp_receive(); doorbells know no end.
 */
KP_PUBLIC int kp_hear(struct kp_channel *channel, uint64_t *value,
		      int64_t timeout)
{
	if (!channel->transport->hear)
		return -EOPNOTSUPP;
	if (!(channel->flags & KP_RECEIVE))
		return -EBADF;
	return channel->transport->hear(channel, value, kp_deadline(timeout));
}
