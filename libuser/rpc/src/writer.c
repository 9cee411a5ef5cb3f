// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Puts whole records into a channel; see reader.c for what they look like on
 * a stream.
 *
 * How long a record will be is not known before it is encoded, and asking XDR
 * takes as long as encoding. So room is made for a record like the last ones,
 * and only if that is not enough the length is asked for.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "until.h"
#include "writer.h"

#define MARK sizeof(uint32_t)
#define LAST_FRAGMENT 0x80000000U
#define FIRST_ROOM ((size_t)512)

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t guess_after(const struct kp_writer *writer)
{
	size_t guess = writer->length + writer->length / 4;

	return smaller(guess > FIRST_ROOM ? guess : FIRST_ROOM, writer->max);
}

int kp_writer_init(struct kp_writer *writer, struct kp_channel *channel,
		   size_t max)
{
	const struct kp_transport_info *info = kp_channel_transport(channel);
	size_t most = kp_channel_max_message(channel);

	*writer = (struct kp_writer){
		.channel = channel,
		.max = most ? smaller(max, most) : max,
		.stream = info->kind == KP_KIND_STREAM,
		.lends = info->kind == KP_KIND_MESSAGE &&
			 info->can & KP_CAN_ZERO_COPY,
	};
	writer->guess = guess_after(writer);
	return 0;
}

void kp_writer_free(struct kp_writer *writer)
{
	kp_writer_drop(writer);
	free(writer->buffer);
}

/* Room for a record, lent or our own, and nothing to wait for. */
static int make_room(struct kp_writer *writer, size_t size)
{
	void *lent;
	int error;

	if (writer->lends) {
		error = kp_reserve(writer->channel, size, &lent, KP_NOW);
		if (!error) {
			writer->lent = true;
			writer->record = lent;
			return 0;
		}
		if (error != -EAGAIN)
			return error;
	}
	if (writer->room < size) {
		free(writer->buffer);
		writer->room = 0;
		writer->buffer = malloc(MARK + size);
		if (!writer->buffer)
			return -ENOMEM;
		writer->room = size;
	}
	writer->record = writer->buffer + MARK;
	return 0;
}

/* -ENOBUFS: size is not enough, or it cannot be encoded. */
static int encode_into(struct kp_writer *writer, size_t size,
		       kp_encode *encode, void *context)
{
	int error = make_room(writer, size);
	XDR xdrs;

	if (error)
		return error;
	xdrmem_create(&xdrs, (char *)writer->record, size, XDR_ENCODE);
	if (!encode(&xdrs, context)) {
		kp_writer_drop(writer);
		return -ENOBUFS;
	}
	writer->length = xdr_getpos(&xdrs);
	return 0;
}

int kp_writer_encode(struct kp_writer *writer, kp_encode *encode,
		     void *context)
{
	size_t size;
	int error;

	error = encode_into(writer, writer->guess, encode, context);
	if (error == -ENOBUFS) {
		size = xdr_sizeof((xdrproc_t)encode, context);
		if (size > writer->max)
			return -EMSGSIZE;
		if (size <= writer->guess)
			return -EINVAL;
		error = encode_into(writer, size, encode, context);
		if (error == -ENOBUFS)
			return -EINVAL;
	}
	if (error)
		return error;
	writer->guess = guess_after(writer);
	writer->sent = 0;
	return 0;
}

int kp_writer_put(struct kp_writer *writer, const void *record, size_t length)
{
	int error = make_room(writer, length);

	if (error)
		return error;
	memcpy(writer->record, record, length);
	writer->length = length;
	writer->sent = 0;
	return 0;
}

static int flush_stream(struct kp_writer *writer, int64_t deadline)
{
	uint32_t mark = htonl(LAST_FRAGMENT | writer->length);
	size_t total = MARK + writer->length;
	ssize_t n;

	memcpy(writer->buffer, &mark, MARK);
	while (writer->sent < total) {
		n = kp_send(writer->channel, writer->buffer + writer->sent,
			    total - writer->sent, kp_until(deadline));
		if (n >= 0)
			writer->sent += n;
		else if (n != -EINTR)
			return n;
	}
	return 0;
}

static int flush_message(struct kp_writer *writer, int64_t deadline)
{
	ssize_t n;

	do {
		n = kp_send(writer->channel, writer->record, writer->length,
			    kp_until(deadline));
	} while (n == -EINTR);
	return n < 0 ? n : 0;
}

int kp_writer_flush(struct kp_writer *writer, int64_t deadline)
{
	int error;

	if (writer->lent) {
		error = kp_commit(writer->channel, writer->length);
		writer->lent = false;
		writer->length = 0;
		return error;
	}
	error = writer->stream ? flush_stream(writer, deadline) :
				 flush_message(writer, deadline);
	if (!error)
		writer->length = 0;
	return error;
}

bool kp_writer_drop(struct kp_writer *writer)
{
	if (writer->lent) {
		writer->lent = false;
		kp_commit(writer->channel, 0);
	}
	if (writer->length && writer->sent)
		return false;
	writer->length = 0;
	return true;
}
