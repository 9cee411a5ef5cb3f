/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What uds.c (the transports), udsname.c (names), udspass.c (descriptors) and
 * udspeer.c (credentials) share.
 */
#ifndef KPIPE_UDS_H
#define KPIPE_UDS_H

#include "sock.h"

/* A path that is ours to remove. */
struct kp_uds_name {
	char *path;
	dev_t device;
	ino_t inode;
};

/* SOCK_STREAM and so on. */
int kp_uds_type(const struct kp_transport *transport);
/* A new socket, close-on-exec. */
int kp_uds_socket(int type);
int kp_uds_connect(int fd, const char *address, int64_t deadline);
/* Gives a socket its name, and listens where there are connections. */
int kp_uds_bind(int fd, struct kp_uds_name *name,
		const struct kp_transport *transport,
		const struct kp_request *request);
/* Takes the name away, if it is one and still ours. */
void kp_uds_unbind(struct kp_uds_name *name,
		   const struct kp_transport *transport);
/* For struct kp_transport.name_exists and .name_remove. */
int kp_uds_name_exists(const char *address);
int kp_uds_remove_left_over(const char *address, int type);

ssize_t kp_uds_send_fds(struct kp_channel *channel, const struct iovec *data,
			const int *fds, unsigned int count, int64_t deadline);
ssize_t kp_uds_receive_fds(struct kp_channel *channel,
			   const struct iovec *data, int *fds,
			   unsigned int *count, int64_t deadline);
int kp_uds_peer(struct kp_channel *channel, struct kp_peer *peer);

#endif /* KPIPE_UDS_H */
