/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Messages over a stream: each behind its length, four bytes, the first one
 * the most significant. What the stream cut is put together here, so messages
 * arrive whole; what does not fit into the stream at once is kept here and
 * goes before the next message.
 */
#ifndef KPIPE_FRAMES_H
#define KPIPE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

struct kp_channel;

/* max_message: 0 for the default. -EMSGSIZE: longer than can be. */
int kp_frames_add(struct kp_channel *channel, size_t max_message);
/* Makes one attempt at sending what is kept. */
void kp_frames_remove(struct kp_channel *channel);

ssize_t kp_frames_send(struct kp_channel *channel, const struct iovec *vector,
		       int count, size_t total, int64_t deadline);
ssize_t kp_frames_receive(struct kp_channel *channel,
			  const struct iovec *vector, int count, size_t total,
			  int64_t deadline);
/* Sends what is kept: 0, or an error with something still kept. */
int kp_frames_flush(struct kp_channel *channel, int64_t deadline);
/* Takes what is there; true when receiving would not wait. */
bool kp_frames_whole(struct kp_channel *channel);
/* True when something is kept, of either direction. */
bool kp_frames_busy(const struct kp_channel *channel);
size_t kp_frames_max(const struct kp_channel *channel);

#endif /* KPIPE_FRAMES_H */
