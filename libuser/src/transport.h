/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What a transport is made of: one const struct kp_transport in a file of its
 * own, listed in transports.c. channel.c, which is the only caller, has
 * checked what a transport need not check again:
 *
 * - flags are known, and asked only for what info.can has; the directions are
 *   those the channel was opened for; a NULL operation is -EOPNOTSUPP;
 * - vectors have 1 to KP_VECTOR_PARTS parts, total is the sum of their lengths,
 *   which is at most SSIZE_MAX; of a message to send it is 1 to max_message,
 *   of a stream, and of what is to be received, at least 1.
 *
 * frames.c cuts streams into messages where KP_MESSAGES asks for that.
 */
#ifndef KPIPE_TRANSPORT_H
#define KPIPE_TRANSPORT_H

#include <stdbool.h>

#include <kpipe/channel.h>

#include "deadline.h"
#include "lib.h"

/* A caller's parts and a frame's header. */
#define KP_VECTOR_PARTS (KP_VECTOR_MAX + 1)

/* "SCHEME:fd=N,N...": descriptors that were handed to this program. */
#define KP_HANDED_MAX 8

/* What is to be opened. Lives as long as the call. */
struct kp_request {
	const char *address;		/* what stands behind "SCHEME:" */
	unsigned int flags;
	const struct kp_options *options;	/* never NULL */
	int64_t deadline;		/* of the opening */
	int handed[KP_HANDED_MAX];	/* open; the channel's if it succeeds */
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
	size_t max_message;		/* options' or info's; the transport may
					 * change it while it opens
					 */
	struct kp_frames *frames;	/* channel.c's: KP_MESSAGES on a stream */
	/* Each is written by the thread that goes this way, so they are two. */
	bool send_ended;
	bool receive_ended;
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

	/* A stream sends less than total, but not 0, only when time is over, a
	 * signal came or the peer went: channel.c does not go on.
	 */
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
	/* Writes what stands behind "SCHEME:", "fd=N,..."; kp_fd_export(). */
	int (*export)(struct kp_channel *channel, char *text, size_t size);

	/* Names, for those that note them; both under kp_names_lock(). Is it
	 * there: 1, 0.
	 */
	int (*name_exists)(const char *address);
	/* Takes away what is left of it; 0 also when nothing is. */
	int (*name_remove)(const char *address);
};

/* As kp_channel_ready(), for descriptors that say all there is to know. Lives
 * in ready.c.
 */
int kp_channel_poll(const struct kp_channel *channel, unsigned int want);

/* "shm:/x" or "shm" -> its transport, or NULL. Lives in transports.c. */
const struct kp_transport *kp_transport_of(const char *uri);

#endif /* KPIPE_TRANSPORT_H */
