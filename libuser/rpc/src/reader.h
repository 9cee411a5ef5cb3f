/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Takes whole records from a channel. What the peer sends is believed in
 * nothing: no more memory is used than the longest record needs, and what is
 * handed out is a copy that the peer cannot reach.
 */
#ifndef KPIPE_RPC_READER_H
#define KPIPE_RPC_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kp_channel;

/*
 * On a stream the buffer holds, in this order: the record as far as it is
 * there, [begin, tail), and what came behind it, [next, end). In between are
 * the marks of its fragments, which are skipped by moving what follows them.
 */
struct kp_reader {
	struct kp_channel *channel;
	size_t max;		/* the longest record */
	bool stream;
	uint8_t *buffer;
	size_t room;
	size_t begin, tail, next, end;
	size_t left;		/* of the fragment, not yet in the record */
	bool inside;		/* the record has begun */
	bool last;		/* so has its last fragment */
};

int kp_reader_init(struct kp_reader *reader, struct kp_channel *channel,
		   size_t max);
void kp_reader_free(struct kp_reader *reader);

/* A record's length and, until the next call, the record; 0 at the end, if it
 * is between two records. Errors: -EAGAIN, -ETIMEDOUT; for good -EMSGSIZE
 * (longer than max), -EBADMSG (not a record), -EPIPE (ends within a record),
 * -ENOMEM and whatever the channel has to say.
 */
ssize_t kp_reader_next(struct kp_reader *reader, const void **record,
		       int64_t deadline);

/* True when there may be a record that the channel need not be asked for. */
bool kp_reader_holds(const struct kp_reader *reader);

#endif /* KPIPE_RPC_READER_H */
