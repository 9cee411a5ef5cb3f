/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What fifo.c (one FIFO, one way) and fifocall.c (clients call a listener, and
 * get two of their own) share.
 */
#ifndef KPIPE_FIFO_H
#define KPIPE_FIFO_H

#include "pipeend.h"

struct kp_fifo_channel {
	struct kp_pipe_end end;
	char *path;		/* to be removed when closing, or NULL */
};

struct kp_fifo_listener {
	struct kp_listener base;
	char *path;
	bool made;		/* the name is to be removed when closing */
	int in;
	int out;		/* keeps in from ever being at its end */
};

/* Sees to it that there is a FIFO, with names locked. *made: it is ours to
 * remove. -EEXIST with KP_EXCLUSIVE, -EPROTOTYPE for what is no FIFO.
 */
int kp_fifo_make(int names, const char *path, const struct kp_request *request,
		 bool *made);
/* Removes what kp_fifo_make() made, if this process did. */
void kp_fifo_remove(const char *path);
/* True when the name shall stay, with KP_KEEP: then it is no longer ours. */
bool kp_fifo_keep(const char *path, const struct kp_request *request);
/* Opens what must be a FIFO, close-on-exec: else -EPROTOTYPE. */
int kp_fifo_open(const char *path, int flags);

/* Makes room for so many bytes under way, if it has less. */
int kp_fifo_set_capacity(int fd, size_t capacity);

int kp_fifo_call(struct kp_channel *channel, const char *path,
		 const struct kp_request *request);
int kp_fifo_listen(struct kp_listener *listener,
		   const struct kp_request *request);
int kp_fifo_accept(struct kp_listener *listener, struct kp_channel *channel,
		   int64_t deadline);
int kp_fifo_listener_fd(const struct kp_listener *listener);
void kp_fifo_unlisten(struct kp_listener *listener);

#endif /* KPIPE_FIFO_H */
