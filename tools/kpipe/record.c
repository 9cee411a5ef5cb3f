// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packs and unpacks records.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

/* Where the next message may be longer than was thought. */
#define ROOM_MAX ((size_t)64 << 20)

ssize_t record_send_data(struct kp_channel *channel, const void *data,
			 size_t size)
{
	char type = RECORD_DATA;
	struct iovec parts[] = {
		{ &type, 1 }, { (void *)data, size },
	};

	return kp_sendv(channel, parts, 2, KP_FOREVER);
}

ssize_t record_send_pair(struct kp_channel *channel, enum record_type type,
			 struct record_pair pair)
{
	char letter = (char)type;
	uint64_t numbers[] = { htole64(pair.a), htole64(pair.b) };
	struct iovec parts[] = {
		{ &letter, 1 }, { numbers, sizeof(numbers) },
	};

	return kp_sendv(channel, parts, 2, KP_FOREVER);
}

static int make_room(struct record_reader *reader, size_t room)
{
	char *buffer;

	if (room > ROOM_MAX)
		return -EMSGSIZE;
	buffer = realloc(reader->buffer, room);
	if (!buffer)
		return -ENOMEM;
	reader->buffer = buffer;
	reader->room = room;
	return 0;
}

/* A message that is too long stays where it is. */
static ssize_t receive(struct record_reader *reader)
{
	ssize_t size = -EMSGSIZE;
	int error = 0;

	if (!reader->room)
		error = make_room(reader, RECORD_DATA_MAX + 1);
	while (!error) {
		size = kp_receive(reader->channel, reader->buffer,
				  reader->room, KP_FOREVER);
		if (size == -EMSGSIZE)
			error = make_room(reader, 2 * reader->room);
		else if (size != -EINTR)
			return size;
	}
	return error;
}

static int unpack(struct record *record, const char *buffer, size_t size)
{
	uint64_t numbers[2];

	*record = (struct record){ .type = (unsigned char)buffer[0] };
	buffer++;
	size--;
	switch (record->type) {
	case RECORD_DATA:
		record->data = buffer;
		record->size = size;
		return 1;
	case RECORD_BEGIN:
	case RECORD_END:
	case RECORD_DONE:
		if (size != sizeof(numbers))
			return -EBADMSG;
		memcpy(numbers, buffer, sizeof(numbers));
		record->pair.a = le64toh(numbers[0]);
		record->pair.b = le64toh(numbers[1]);
		return 1;
	default:
		return -EBADMSG;
	}
}

int record_receive(struct record_reader *reader, struct record *record)
{
	ssize_t size = receive(reader);

	if (size <= 0)
		return (int)size;
	return unpack(record, reader->buffer, (size_t)size);
}

void record_reader_free(struct record_reader *reader)
{
	free(reader->buffer);
}
