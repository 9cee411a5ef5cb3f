/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Puts whole records into a channel: encodes one, without waiting, then sends
 * it, in as many attempts as that takes. Where the channel lends its memory,
 * records are encoded there and never copied.
 */
#ifndef KPIPE_RPC_WRITER_H
#define KPIPE_RPC_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rpc/rpc.h>

struct kp_channel;

struct kp_writer {
	struct kp_channel *channel;
	size_t max;		/* the longest record */
	bool stream;
	bool lends;		/* the channel has kp_reserve() */
	bool lent;		/* record is in its memory */
	uint8_t *buffer;	/* for records that are not; streams: mark first */
	size_t room;
	size_t guess;		/* how long the next one may be */
	uint8_t *record;
	size_t length;		/* of the record; 0: there is none */
	size_t sent;		/* streams: of the mark and the record */
};

/* Encodes the same every time it is called, or returns FALSE. */
typedef bool_t kp_encode(XDR *xdrs, void *context);

int kp_writer_init(struct kp_writer *writer, struct kp_channel *channel,
		   size_t max);
/* Gives back what was lent. */
void kp_writer_free(struct kp_writer *writer);

/* There must be no record. Then there is one, in record and length. Errors,
 * which leave none: -EMSGSIZE (longer than max), -EINVAL (encode() failed),
 * -ENOMEM, or the channel's.
 */
int kp_writer_encode(struct kp_writer *writer, kp_encode *encode,
		     void *context);
/* The same for one that is encoded already. */
int kp_writer_put(struct kp_writer *writer, const void *record,
		  size_t length);
/* Sends it: 0, and there is none; -EAGAIN, -ETIMEDOUT, and it still is. */
int kp_writer_flush(struct kp_writer *writer, int64_t deadline);
/* Gives it up: true, or false when part of it is sent already. */
bool kp_writer_drop(struct kp_writer *writer);

#endif /* KPIPE_RPC_WRITER_H */
