/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kpipe send and kpipe recv say to each other. Every message is a record:
 * a letter, and what belongs to it. A transfer is
 *
 *	RECORD_BEGIN	a mark, and how many bytes will come, 0 when unknown
 *	RECORD_DATA	some of them, again and again
 *	RECORD_END	how many came, and their checksum
 *
 * and where the channel has both directions, the answer is
 *
 *	RECORD_DONE	how many were written, and their checksum
 *
 * All numbers have 64 bits, the lowest byte first.
 */
#ifndef KPIPE_RECORD_H
#define KPIPE_RECORD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <kpipe/channel.h>

enum record_type {
	RECORD_BEGIN = 'B',
	RECORD_DATA = 'D',
	RECORD_END = 'E',
	RECORD_DONE = 'K',
};

#define RECORD_MARK 0x6b706970652d3031ULL	/* "kpipe-01" */
/* More than this at a time gains nothing. */
#define RECORD_DATA_MAX ((size_t)64 << 10)

/* The two numbers of a record that is no data. */
struct record_pair {
	uint64_t a, b;
};

/* Both return what kp_sendv() does. */
ssize_t record_send_data(struct kp_channel *channel, const void *data,
			 size_t size);
ssize_t record_send_pair(struct kp_channel *channel, enum record_type type,
			 struct record_pair pair);

struct record {
	enum record_type type;
	struct record_pair pair;
	const char *data;	/* in the buffer of the reader */
	size_t size;
};

struct record_reader {
	struct kp_channel *channel;
	char *buffer;
	size_t room;
};

/* 1: there is a record, 0: the end, or a negative errno value; -EBADMSG when
 * it is no record.
 */
int record_receive(struct record_reader *reader, struct record *record);
void record_reader_free(struct record_reader *reader);

#endif /* KPIPE_RECORD_H */
