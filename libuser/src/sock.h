/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * An end that goes on one socket. uds.c and others say where it comes from.
 */
#ifndef KPIPE_SOCK_H
#define KPIPE_SOCK_H

#include <sys/socket.h>

#include "transport.h"

struct kp_sock {
	struct kp_channel base;
	int fd;
	/*
	 * Messages: what did not fit into the caller's buffer. A message that
	 * was too long for it is put together here and waits, held bytes long.
	 */
	char *spill;
	size_t held;
	bool reset_is_end;	/* nothing sent to us is lost with the peer */
	bool tells_sender;	/* SO_PASSCRED: sender is the last one's */
	struct kp_peer sender;
};

/* Takes over a socket; of messages, makes the room they need. On failure fd
 * is still the caller's.
 */
int kp_sock_init(struct kp_channel *channel, int fd,
		 const struct kp_options *options);

/* For system calls of others on the same socket: flags that keep a call from
 * blocking, unless it may; errno after sending; what SO_PASSCRED brought.
 */
int kp_sock_flags(int64_t deadline);
ssize_t kp_sock_send_error(void);
void kp_sock_note_sender(struct kp_sock *sock, struct msghdr *message);

/* Operations of struct kp_transport. */
void kp_sock_close(struct kp_channel *channel);
ssize_t kp_sock_send(struct kp_channel *channel, const struct iovec *vector,
		     int count, size_t total, int64_t deadline);
ssize_t kp_sock_receive(struct kp_channel *channel,
			const struct iovec *vector, int count, size_t total,
			int64_t deadline);
ssize_t kp_sock_send_message(struct kp_channel *channel,
			     const struct iovec *vector, int count,
			     size_t total, int64_t deadline);
ssize_t kp_sock_receive_message(struct kp_channel *channel,
				const struct iovec *vector, int count,
				size_t total, int64_t deadline);
int kp_sock_fd(const struct kp_channel *channel, unsigned int direction,
	       short *events);
int kp_sock_ready_message(struct kp_channel *channel, unsigned int want);
int kp_sock_shutdown(struct kp_channel *channel, unsigned int direction);
int kp_sock_export(struct kp_channel *channel, char *text, size_t size);

/* accept4() until the deadline; the listening socket must not block. */
int kp_sock_accept(int listening, int64_t deadline);

#endif /* KPIPE_SOCK_H */
