// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Messages over a stream. The thread that receives owns the in_ members, the
 * one that sends the out_ members.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fdio.h"
#include "frames.h"
#include "transport.h"

#define HEADER 4
#define DEFAULT_MAX ((size_t)1 << 20)
#define LARGEST ((size_t)INT32_MAX)

struct kp_frames {
	size_t max;
	/* From in_begin to in_end: received and not yet taken. */
	unsigned char *in;
	size_t in_begin, in_end;
	int in_error;		/* -EBADMSG or -EOWNERDEAD: no message behind it */
	/* From out_begin to out_end: accepted and not yet sent. */
	unsigned char *out;
	size_t out_begin, out_end;
};

static size_t read_length(const unsigned char *from)
{
	return (size_t)from[0] << 24 | (size_t)from[1] << 16 |
	       (size_t)from[2] << 8 | from[3];
}

static void write_length(unsigned char *to, size_t length)
{
	to[0] = (unsigned char)(length >> 24);
	to[1] = (unsigned char)(length >> 16);
	to[2] = (unsigned char)(length >> 8);
	to[3] = (unsigned char)length;
}

/* Where strangers may send into one stream their messages must not mix, so
 * none is longer than what goes in in one piece.
 */
static size_t largest(const struct kp_transport_info *info)
{
	bool shared = info->can & KP_CAN_OPEN && info->senders == KP_MANY;

	return shared ? info->atomic - HEADER : LARGEST;
}

int kp_frames_add(struct kp_channel *channel, size_t max)
{
	size_t limit = largest(&channel->transport->info);
	struct kp_frames *frames;

	if (max > limit)
		return -EMSGSIZE;
	if (!max)
		max = limit < DEFAULT_MAX ? limit : DEFAULT_MAX;
	frames = calloc(1, sizeof(*frames));
	if (!frames)
		return -ENOMEM;
	frames->max = max;
	/* Memory that is never touched costs nothing. */
	if (channel->flags & KP_RECEIVE)
		frames->in = malloc(HEADER + max);
	if (channel->flags & KP_SEND)
		frames->out = malloc(HEADER + max);
	if ((channel->flags & KP_RECEIVE && !frames->in) ||
	    (channel->flags & KP_SEND && !frames->out)) {
		free(frames->in);
		free(frames->out);
		free(frames);
		return -ENOMEM;
	}
	channel->frames = frames;
	return 0;
}

void kp_frames_remove(struct kp_channel *channel)
{
	kp_frames_flush(channel, KP_DEADLINE_NOW);
	free(channel->frames->in);
	free(channel->frames->out);
	free(channel->frames);
}

int kp_frames_flush(struct kp_channel *channel, int64_t deadline)
{
	struct kp_frames *frames = channel->frames;
	struct iovec rest;
	ssize_t sent;

	while (frames->out_begin < frames->out_end) {
		rest.iov_base = frames->out + frames->out_begin;
		rest.iov_len = frames->out_end - frames->out_begin;
		sent = channel->transport->send(channel, &rest, 1,
						rest.iov_len, deadline);
		if (sent < 0)
			return (int)sent;
		frames->out_begin += (size_t)sent;
	}
	return 0;
}

ssize_t kp_frames_send(struct kp_channel *channel, const struct iovec *vector,
		       int count, size_t total, int64_t deadline)
{
	struct kp_frames *frames = channel->frames;
	struct iovec parts[KP_VECTOR_PARTS];
	unsigned char header[HEADER];
	ssize_t sent;
	int error;

	error = kp_frames_flush(channel, deadline);
	if (error)
		return error;
	write_length(header, total);
	parts[0] = (struct iovec){ header, HEADER };
	memcpy(parts + 1, vector, sizeof(*vector) * (size_t)count);
	sent = channel->transport->send(channel, parts, count + 1,
					HEADER + total, deadline);
	if (sent < 0)
		return sent;
	/* A message that has begun cannot be taken back. */
	if ((size_t)sent < HEADER + total) {
		kp_gather(frames->out, parts, count + 1, HEADER + total);
		frames->out_begin = (size_t)sent;
		frames->out_end = HEADER + total;
	}
	return (ssize_t)total;
}

/* What came of the next message, header included; and is it all of it? */
static bool is_whole(const struct kp_frames *frames)
{
	size_t have = frames->in_end - frames->in_begin;

	return have > HEADER &&
	       have - HEADER >= read_length(frames->in + frames->in_begin);
}

/* Once a length cannot be right, nothing behind it can be found. */
static void check_length(struct kp_frames *frames)
{
	size_t length;

	if (frames->in_end - frames->in_begin < HEADER)
		return;
	length = read_length(frames->in + frames->in_begin);
	if (length == 0 || length > frames->max)
		frames->in_error = -EBADMSG;
}

static ssize_t pull(struct kp_channel *channel, int64_t deadline)
{
	struct kp_frames *frames = channel->frames;
	struct iovec room;
	ssize_t came;

	/* The beginning of a message moves to where all of it has room. */
	if (frames->in_begin) {
		memmove(frames->in, frames->in + frames->in_begin,
			frames->in_end - frames->in_begin);
		frames->in_end -= frames->in_begin;
		frames->in_begin = 0;
	}
	room.iov_base = frames->in + frames->in_end;
	room.iov_len = HEADER + frames->max - frames->in_end;
	came = channel->transport->receive(channel, &room, 1, room.iov_len,
					   deadline);
	if (came > 0)
		frames->in_end += (size_t)came;
	return came;
}

/* 1: a message is there; 0: the end; or an error. */
static int await(struct kp_channel *channel, int64_t deadline)
{
	struct kp_frames *frames = channel->frames;
	ssize_t came;

	check_length(frames);
	while (!frames->in_error && !is_whole(frames)) {
		came = pull(channel, deadline);
		if (came < 0)
			return (int)came;
		check_length(frames);
		if (came > 0)
			continue;
		if (frames->in_begin == frames->in_end)
			return 0;
		frames->in_error = -EOWNERDEAD;
	}
	return frames->in_error ? frames->in_error : 1;
}

ssize_t kp_frames_receive(struct kp_channel *channel,
			  const struct iovec *vector, int count, size_t total,
			  int64_t deadline)
{
	struct kp_frames *frames = channel->frames;
	int answer = await(channel, deadline);
	unsigned char *message;
	size_t length;

	if (answer == -EOWNERDEAD) {
		/* Said once, with its bytes thrown away: then comes the end. */
		frames->in_begin = frames->in_end;
		frames->in_error = 0;
	}
	if (answer <= 0)
		return answer;
	message = frames->in + frames->in_begin;
	length = read_length(message);
	if (length > total)
		return -EMSGSIZE;
	kp_scatter(vector, count, message + HEADER, length);
	frames->in_begin += HEADER + length;
	return (ssize_t)length;
}

bool kp_frames_whole(struct kp_channel *channel)
{
	return await(channel, KP_DEADLINE_NOW) != -EAGAIN;
}

bool kp_frames_busy(const struct kp_channel *channel)
{
	const struct kp_frames *frames = channel->frames;

	return frames->in_begin < frames->in_end ||
	       frames->out_begin < frames->out_end;
}

size_t kp_frames_max(const struct kp_channel *channel)
{
	return channel->frames->max;
}
