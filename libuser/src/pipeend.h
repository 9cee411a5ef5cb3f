/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * An end that goes on pipe descriptors: one to receive from, one to send to,
 * or both. pipe.c, kpipe.c and fifo.c say where they come from.
 */
#ifndef KPIPE_PIPEEND_H
#define KPIPE_PIPEEND_H

#include "transport.h"

/* What of SIGPIPE has to be done when sending. */
enum kp_sigpipe {
	KP_SIGPIPE_IGNORED,	/* the program ignores it anyway */
	KP_SIGPIPE_FLAG,	/* the kernel can be told not to send it */
	KP_SIGPIPE_MASK,	/* it has to be held back and thrown away */
};

struct kp_pipe_end {
	struct kp_channel base;
	int in, out;		/* -1: not open in this direction */
	bool in_waits, out_waits;	/* O_NONBLOCK is off */
	bool in_is_fifo;	/* may have no sender yet */
	enum kp_sigpipe sigpipe;
};

/* Takes over what is open; either may be -1. */
void kp_pipe_end_init(struct kp_channel *channel, int in, int out);
/* A transport on pipes, which says where they come from: channels of others
 * are no pipe ends.
 */
struct kp_pipe_transport {
	struct kp_transport base;
	/* Makes a pipe for a pair; NULL where there are no pairs. */
	int (*create)(int fd[2], const struct kp_options *options);
	/* Whether a descriptor that was handed over is one of them. */
	bool (*is_pipe)(int fd);
};

/* Operations of struct kp_transport. */
int kp_pipe_end_pair(struct kp_channel *pair[2],
		     const struct kp_request *request);
/* Only for what was handed over. */
int kp_pipe_end_open(struct kp_channel *channel,
		     const struct kp_request *request);
void kp_pipe_end_close(struct kp_channel *channel);
ssize_t kp_pipe_end_send(struct kp_channel *channel,
			 const struct iovec *vector, int count, size_t total,
			 int64_t deadline);
ssize_t kp_pipe_end_receive(struct kp_channel *channel,
			    const struct iovec *vector, int count,
			    size_t total, int64_t deadline);
int kp_pipe_end_fd(const struct kp_channel *channel, unsigned int direction,
		   short *events);
int kp_pipe_end_shutdown(struct kp_channel *channel, unsigned int direction);
int kp_pipe_end_export(struct kp_channel *channel, char *text, size_t size);

#define KP_PIPE_END_OPERATIONS			\
	.send = kp_pipe_end_send,		\
	.receive = kp_pipe_end_receive,		\
	.fd = kp_pipe_end_fd,			\
	.shutdown = kp_pipe_end_shutdown,	\
	.export = kp_pipe_end_export

/* What pipes can do, whoever makes them. */
#define KP_PIPE_END_ABILITIES (KP_CAN_DUPLEX | KP_CAN_MESSAGES |	\
			       KP_CAN_HALF_CLOSE | KP_CAN_EXPORT |	\
			       KP_CAN_SAY_END)
#define KP_PIPE_END_FACTS			\
	.kind = KP_KIND_STREAM,			\
	.poll = KP_POLL_ITSELF,			\
	.senders = KP_MANY,			\
	.receivers = KP_MANY,			\
	.crash_receive = 0,			\
	.crash_send = -EPIPE,			\
	.atomic = PIPE_BUF

#endif /* KPIPE_PIPEEND_H */
