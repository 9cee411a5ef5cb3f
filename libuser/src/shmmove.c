// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Messages through a channel of shared memory: what waits, what is polled, and
 * when it is time to see whether the other side is still there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "fdio.h"
#include "shmchan.h"

/* How long a sender that always finds room may not notice that nobody reads. */
#define LOOK_EVERY 250000000

/* --- receiving --- */

/* An empty message would look like the end; who sent one is not one of us. */
static int peek_once(struct shm_in *in, const void **at, size_t *size)
{
	int result = kp_shmmpsc_peek(&in->ring, at, size);

	if (result == 1 && !*size) {
		kp_shmmpsc_release(&in->ring);
		return -EPROTO;
	}
	return result;
}

/* 1: there is a message, 0: the end. */
static int peek_until(struct shm_in *in, const void **at, size_t *size,
		      int64_t deadline)
{
	int result = peek_once(in, at, size), error;

	if (result == -EAGAIN && deadline == KP_DEADLINE_NOW) {
		kp_shm_look_for_writers(in);
		return peek_once(in, at, size);
	}
	while (result == -EAGAIN) {
		error = kp_shmwait_until(&in->wait, deadline);
		if (error)
			return error;
		result = peek_once(in, at, size);
	}
	return result;
}

ssize_t kp_shm_receive(struct kp_channel *channel, const struct iovec *vector,
		       int count, size_t total, int64_t deadline)
{
	struct shm_in *in = &shm_of(channel)->in;
	const void *at;
	size_t size;
	int result = peek_until(in, &at, &size, deadline);

	if (result <= 0)
		return result;
	if (size > total)
		return -EMSGSIZE;
	if (count == 1)
		memcpy(vector->iov_base, at, size);
	else
		kp_scatter(vector, count, at, size);
	kp_shmmpsc_release(&in->ring);
	return (ssize_t)size;
}

ssize_t kp_shm_peek(struct kp_channel *channel, const void **data,
		    int64_t deadline)
{
	size_t size;
	int result = peek_until(&shm_of(channel)->in, data, &size, deadline);

	return result == 1 ? (ssize_t)size : result;
}

int kp_shm_consume(struct kp_channel *channel, size_t size)
{
	struct shm_in *in = &shm_of(channel)->in;

	(void)size;
	if (!in->ring.peeked)
		return -EINVAL;
	kp_shmmpsc_release(&in->ring);
	return 0;
}

/* --- sending --- */

/* A clock that is cheap to read is good enough. */
static bool is_time_to_look(struct shm_out *out)
{
	struct timespec ts;
	int64_t now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	now = ts.tv_sec * 1000000000LL + ts.tv_nsec;
	if (now - out->looked < LOOK_EVERY)
		return false;
	out->looked = now;
	return true;
}

static int reserve_until(struct shm_out *out, size_t size, void **at,
			 int64_t deadline)
{
	int result, error;

	if (out->ended || (is_time_to_look(out) && kp_shm_look_for_reader(out)))
		return -EPIPE;
	result = kp_shmring_reserve(&out->ring, size, at);
	out->wanted = result == -EAGAIN ? size : 0;
	if (result == -EAGAIN && deadline == KP_DEADLINE_NOW)
		return kp_shm_look_for_reader(out) ? -EPIPE : -EAGAIN;
	while (result == -EAGAIN) {
		error = kp_shmwait_until(&out->wait, deadline);
		if (error)
			return error;
		result = kp_shmring_reserve(&out->ring, size, at);
	}
	return result;
}

ssize_t kp_shm_send(struct kp_channel *channel, const struct iovec *vector,
		    int count, size_t total, int64_t deadline)
{
	struct shm_out *out = &shm_of(channel)->out;
	void *at;
	int result;

	if (out->reserved)
		return -EBUSY;
	result = reserve_until(out, total, &at, deadline);
	if (result)
		return result;
	if (count == 1)
		memcpy(at, vector->iov_base, total);
	else
		kp_gather(at, vector, count, total);
	kp_shmring_commit(&out->ring, total);
	return (ssize_t)total;
}

/*
 * The lines of a place in the ring are in the cache of whoever read what was
 * there before, and a program that fills it in word by word fetches each of
 * them, only to write over it. Clearing much at once takes lines over without
 * fetching them (rep stos, dc zva), which is worth more than it costs: 64 KiB
 * built in place, 20 GB/s instead of 8 between two cores.
 */
#define WORTH_CLEARING 16384

int kp_shm_reserve(struct kp_channel *channel, size_t size, void **data,
		   int64_t deadline)
{
	struct shm_out *out = &shm_of(channel)->out;
	int result;

	if (out->reserved)
		return -EBUSY;
	result = reserve_until(out, size, data, deadline);
	if (result)
		return result;
	out->reserved = size;
	if (size >= WORTH_CLEARING)
		memset(*data, 0, size);
	return 0;
}

int kp_shm_commit(struct kp_channel *channel, size_t size)
{
	struct shm_out *out = &shm_of(channel)->out;

	if (!out->reserved || size > out->reserved)
		return -EINVAL;
	out->reserved = 0;
	if (size)
		kp_shmring_commit(&out->ring, size);
	return 0;
}

/* --- waiting among others --- */

int kp_shm_fd(const struct kp_channel *channel, unsigned int direction,
	      short *events)
{
	const struct shm_channel *shm = (const struct shm_channel *)channel;

	*events = POLLIN;
	return direction == KP_RECEIVE ? shm->in.poll : shm->out.poll;
}

static bool can_receive(struct shm_in *in)
{
	const void *at;
	size_t size;

	return kp_shmmpsc_peek(&in->ring, &at, &size) != -EAGAIN;
}

/* First the old ringing is taken away, then new one is asked for. */
static bool receive_is_ready(struct shm_in *in)
{
	unsigned int i;

	if (can_receive(in))
		return true;
	for (i = 0; i < in->ring.lanes; i++)
		if (in->sock[i] >= 0)
			kp_shmlink_hush(in->sock[i]);
	kp_shm_look_for_writers(in);
	return !kp_shmwait_arm(&in->wait) || can_receive(in);
}

/* Room for what there was no room for; for anything, otherwise. */
static bool can_send(struct shm_out *out)
{
	void *at;

	return out->ended ||
	       kp_shmring_reserve(&out->ring, out->wanted, &at) != -EAGAIN;
}

static bool send_is_ready(struct shm_out *out)
{
	if (out->reserved || can_send(out))
		return true;
	if (out->sock >= 0)
		kp_shmlink_hush(out->sock);
	kp_shm_look_for_reader(out);
	return !kp_shmwait_arm(&out->wait) || can_send(out);
}

int kp_shm_ready(struct kp_channel *channel, unsigned int want)
{
	struct shm_channel *shm = shm_of(channel);
	int ready = 0;

	if ((want & KP_RECEIVE) && receive_is_ready(&shm->in))
		ready |= KP_RECEIVE;
	if ((want & KP_SEND) && send_is_ready(&shm->out))
		ready |= KP_SEND;
	return ready;
}

int kp_shm_shutdown(struct kp_channel *channel, unsigned int direction)
{
	struct shm_channel *shm = shm_of(channel);

	if (direction & KP_SEND)
		kp_shmring_close(&shm->out.ring);
	if (direction & KP_RECEIVE)
		kp_shmmpsc_close(&shm->in.ring);
	return 0;
}
