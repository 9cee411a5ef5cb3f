/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What a transport is made of: one const struct kp_transport in a file of its
 * own, listed in transports.c. channel.c, which is the only caller, has
 * checked what a transport need not check again:
 *
 * - flags are known, and asked only for what info.can has; the directions are
 *   those the channel was opened for; a NULL operation is -EOPNOTSUPP;
 * - vectors have 1 to KP_VECTOR_MAX parts, total is the sum of their lengths,
 *   which does not overflow; of a message to send it is 1 to max_message;
 * - kp_send() of 0 bytes to a stream is over already.
 *
 * It also cuts streams into messages where KP_MESSAGES asks for that.
 */
#ifndef KPIPE_TRANSPORT_H
#define KPIPE_TRANSPORT_H

#include <stdbool.h>

#include <kpipe/channel.h>

#include "deadline.h"
#include "lib.h"

/* "SCHEME:fd=N,N...": descriptors that were handed to this program. */
#define KP_HANDED_MAX 8

/* What is to be opened. Lives as long as the call. */
struct kp_request {
	const char *address;		/* what stands behind "SCHEME:" */
	unsigned int flags;
	const struct kp_options *options;	/* never NULL */
	int64_t deadline;		/* of the opening */
	int handed[KP_HANDED_MAX];	/* valid, now the transport's to close */
	int handed_count;		/* 0: open by address */
};

struct kp_frames;

/*
 * The part of a channel that is the same everywhere. A transport has its own
 * struct, with this as the first member, and says its size; it gets it zeroed
 * but for the members set here.
 */
struct kp_channel {
	const struct kp_transport *transport;
	unsigned int flags;		/* KP_RECEIVE and so on, as opened */
	size_t max_message;		/* of what the transport sends; set from
					 * info, open() may change it
					 */
	struct kp_frames *frames;	/* channel.c's: KP_MESSAGES on a stream */
};

struct kp_listener {
	const struct kp_transport *transport;
	unsigned int flags;
	struct kp_options options;	/* for the channels accepted */
};

/*
 * All return 0 or a length, or a negative errno value. The last parameter of
 * what may wait is a deadline (deadline.h): at KP_DEADLINE_NOW they try once
 * and return -EAGAIN; at KP_DEADLINE_NEVER they may use a blocking call.
 * What returns an error has changed nothing that a caller could see, and a
 * failed open(), pair(), listen() or accept() has undone what it did, except
 * that the channels' memory is channel.c's.
 */
struct kp_transport {
	struct kp_transport_info info;
	size_t channel_size;
	size_t listener_size;

	int (*open)(struct kp_channel *channel, const struct kp_request *request);
	int (*pair)(struct kp_channel *pair[2], const struct kp_request *request);
	int (*listen)(struct kp_listener *listener,
		      const struct kp_request *request);
	/* channel: new and zeroed as for open(), flags are the listener's. */
	int (*accept)(struct kp_listener *listener, struct kp_channel *channel,
		      int64_t deadline);
	int (*listener_fd)(const struct kp_listener *listener);
	void (*unlisten)(struct kp_listener *listener);
	void (*close)(struct kp_channel *channel);

	/* A stream may send less than total, but at least 1: channel.c goes on. */
	ssize_t (*send)(struct kp_channel *channel, const struct iovec *vector,
			int count, size_t total, int64_t deadline);
	ssize_t (*receive)(struct kp_channel *channel,
			   const struct iovec *vector, int count, size_t total,
			   int64_t deadline);
	ssize_t (*send_fds)(struct kp_channel *channel, const struct iovec *data,
			    const int *fds, unsigned int count,
			    int64_t deadline);
	ssize_t (*receive_fds)(struct kp_channel *channel,
			       const struct iovec *data, int *fds,
			       unsigned int *count, int64_t deadline);

	int (*reserve)(struct kp_channel *channel, size_t size, void **data,
		       int64_t deadline);
	int (*commit)(struct kp_channel *channel, size_t size);
	ssize_t (*peek)(struct kp_channel *channel, const void **data,
			int64_t deadline);
	int (*consume)(struct kp_channel *channel, size_t size);

	int (*ring)(struct kp_channel *channel, uint64_t value,
		    int64_t deadline);
	int (*hear)(struct kp_channel *channel, uint64_t *value,
		    int64_t deadline);

	/* As kp_channel_fd(): direction is one bit. */
	int (*fd)(const struct kp_channel *channel, unsigned int direction,
		  short *events);
	/* As kp_channel_ready(). NULL: poll(2) on the descriptors tells. */
	int (*ready)(struct kp_channel *channel, unsigned int want);

	int (*shutdown)(struct kp_channel *channel, unsigned int direction);
	/* peer is zeroed. */
	int (*peer)(struct kp_channel *channel, struct kp_peer *peer);
	/* Writes what stands behind "SCHEME:", "fd=N,...", as snprintf(). */
	int (*export)(struct kp_channel *channel, char *text, size_t size);

	/* Names, for those that note them (names.h). Is it there: 1, 0. */
	int (*name_exists)(const char *address);
	/* Takes away what is left of it; 0 also when nothing is. */
	int (*name_remove)(const char *address);
};

/* transports.c: all of them, NULL behind the last. */
extern const struct kp_transport *const kp_transports[];

/* "shm:/x" or "shm" -> its transport, or NULL. */
const struct kp_transport *kp_transport_of(const char *uri);

#endif /* KPIPE_TRANSPORT_H */
