/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What uds.c (names and connections), udspass.c (descriptors) and udspeer.c
 * (credentials) share.
 */
#ifndef KPIPE_UDS_H
#define KPIPE_UDS_H

#include "sock.h"

ssize_t kp_uds_send_fds(struct kp_channel *channel, const struct iovec *data,
			const int *fds, unsigned int count, int64_t deadline);
ssize_t kp_uds_receive_fds(struct kp_channel *channel,
			   const struct iovec *data, int *fds,
			   unsigned int *count, int64_t deadline);
int kp_uds_peer(struct kp_channel *channel, struct kp_peer *peer);

#endif /* KPIPE_UDS_H */
