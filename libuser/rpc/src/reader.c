// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Takes whole records from a channel: of one that carries messages each is a
 * record; a stream is cut as RFC 5531, section 11, says. A record there is one
 * or more fragments, each behind a mark of four bytes: its length in 31 bits,
 * and in the first bit whether it is the last one.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "until.h"

#define MARK sizeof(uint32_t)
#define LAST_FRAGMENT 0x80000000U
#define FIRST_ROOM ((size_t)4096)

int kp_reader_init(struct kp_reader *reader, struct kp_channel *channel,
		   size_t max)
{
	*reader = (struct kp_reader){
		.channel = channel,
		.max = max,
		.stream = kp_channel_transport(channel)->kind == KP_KIND_STREAM,
		.room = FIRST_ROOM,
		.buffer = malloc(FIRST_ROOM),
	};
	return reader->buffer ? 0 : -ENOMEM;
}

void kp_reader_free(struct kp_reader *reader)
{
	free(reader->buffer);
}

bool kp_reader_holds(const struct kp_reader *reader)
{
	return reader->next < reader->end;
}

/* A longest record and the mark behind it always fit. */
static int grow(struct kp_reader *reader)
{
	size_t room = reader->room * 2;
	uint8_t *buffer;

	if (room > reader->max + MARK)
		room = reader->max + MARK;
	buffer = realloc(reader->buffer, room);
	if (!buffer)
		return -ENOMEM;
	reader->buffer = buffer;
	reader->room = room;
	return 0;
}

static ssize_t receive(struct kp_reader *reader, size_t at, int64_t deadline)
{
	ssize_t n;

	do {
		n = kp_receive(reader->channel, reader->buffer + at,
			       reader->room - at, kp_until(deadline));
	} while (n == -EINTR);
	return n;
}

static ssize_t next_message(struct kp_reader *reader, int64_t deadline)
{
	int error;
	ssize_t n;

	while ((n = receive(reader, 0, deadline)) == -EMSGSIZE) {
		if (reader->room >= reader->max)
			return n;
		error = grow(reader);
		if (error)
			return error;
	}
	return n > (ssize_t)reader->max ? -EMSGSIZE : n;
}

/* Makes room behind end, first by closing the gaps. */
static int make_room(struct kp_reader *reader)
{
	size_t record = reader->tail - reader->begin;
	size_t ahead = reader->end - reader->next;

	if (reader->end < reader->room)
		return 0;
	if (record + ahead == reader->room)
		return grow(reader);
	memmove(reader->buffer, reader->buffer + reader->begin, record);
	memmove(reader->buffer + record, reader->buffer + reader->next, ahead);
	reader->begin = 0;
	reader->tail = record;
	reader->next = record;
	reader->end = record + ahead;
	return 0;
}

static ssize_t fill(struct kp_reader *reader, int64_t deadline)
{
	int error = make_room(reader);
	ssize_t n;

	if (error)
		return error;
	n = receive(reader, reader->end, deadline);
	if (n > 0)
		reader->end += n;
	if (n == 0 && (reader->inside || reader->next < reader->end))
		return -EPIPE;
	return n;
}

/* At next is a mark. */
static int begin_fragment(struct kp_reader *reader)
{
	uint32_t mark;

	memcpy(&mark, reader->buffer + reader->next, MARK);
	mark = ntohl(mark);
	reader->next += MARK;
	reader->last = mark & LAST_FRAGMENT;
	reader->left = mark & ~LAST_FRAGMENT;
	if (!reader->inside) {
		reader->inside = true;
		reader->begin = reader->next;
		reader->tail = reader->next;
	}
	if (reader->left > reader->max - (reader->tail - reader->begin))
		return -EMSGSIZE;
	/* The last one may be empty, but not the record. */
	if (!reader->left && (!reader->last || reader->tail == reader->begin))
		return -EBADMSG;
	return 0;
}

/* Adds to the record what is there of the fragment. */
static void take_fragment(struct kp_reader *reader)
{
	size_t size = reader->end - reader->next;

	if (size > reader->left)
		size = reader->left;
	if (reader->tail != reader->next)
		memmove(reader->buffer + reader->tail,
			reader->buffer + reader->next, size);
	reader->tail += size;
	reader->next += size;
	reader->left -= size;
}

static void forget_record(struct kp_reader *reader)
{
	if (reader->inside)
		return;
	if (reader->next == reader->end) {
		reader->next = 0;
		reader->end = 0;
	}
	reader->begin = reader->next;
	reader->tail = reader->next;
}

/* Goes on with what is there: 1, or 0 when that is not enough. */
static int advance(struct kp_reader *reader)
{
	size_t ahead = reader->end - reader->next;
	int error;

	if (ahead < (reader->left ? 1 : MARK))
		return 0;
	if (reader->left) {
		take_fragment(reader);
		return 1;
	}
	error = begin_fragment(reader);
	return error ? error : 1;
}

static ssize_t next_of_stream(struct kp_reader *reader, const void **record,
			      int64_t deadline)
{
	ssize_t n;

	forget_record(reader);
	while (!reader->inside || reader->left || !reader->last) {
		n = advance(reader);
		if (n == 0)
			n = fill(reader, deadline);
		if (n <= 0)
			return n;
	}
	reader->inside = false;
	*record = reader->buffer + reader->begin;
	return reader->tail - reader->begin;
}

ssize_t kp_reader_next(struct kp_reader *reader, const void **record,
		       int64_t deadline)
{
	ssize_t n;

	if (reader->stream)
		return next_of_stream(reader, record, deadline);
	n = next_message(reader, deadline);
	*record = reader->buffer;
	return n;
}
