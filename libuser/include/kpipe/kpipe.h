/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * libkpipe: pipes made by the kpipe module.
 *
 * Every function returns 0 or a positive result, or a negative errno value;
 * kp_strerror() says in words what to do about it. There is no global state:
 * every function may be called from any thread at any time. None of them
 * blocks for a peer. The man pages in section 3 have the details.
 */
#ifndef KPIPE_KPIPE_H
#define KPIPE_KPIPE_H

#include <stddef.h>
#include <stdint.h>

#include <linux/kpipe.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KP_DEVICE "/dev/kpipe"

/* Makes a pipe: fd[0] reads, fd[1] writes. Flags as for pipe2(2). */
int kp_pipe(int fd[2], int flags);

/* The same with a capacity of at least size bytes; 0 for the default.
 * Returns the capacity in bytes that the pipe got.
 */
int64_t kp_pipe_sized(int fd[2], int flags, size_t size);

/* For programs that make many pipes: the device stays open between calls.
 * kp_open() returns a close-on-exec descriptor, to be closed with close(2).
 */
int kp_open(void);
int64_t kp_pipe_at(int device, int fd[2], int flags, size_t size);

/* What the module offers and holds now. */
int kp_query(struct kpipe_query *query);

/* The state of a pipe at one moment. */
struct kp_snapshot {
	struct kpipe_snapshot state;
	struct kpipe_slot *slots;	/* state.slots_used of them, oldest first */
};

/* fd is an end of the pipe, or was opened on it with O_PATH. */
int kp_snapshot(int fd, struct kp_snapshot **snapshot);
void kp_snapshot_free(struct kp_snapshot *snapshot);

/* Returns 1 when fd is an end of a kpipe pipe (or O_PATH on one), 0 when it
 * is something else, or a negative errno value.
 */
int kp_is_kpipe(int fd);

/* A sentence about a negative errno value that a function above returned:
 * what is wrong and what to do. Never NULL, never to be freed.
 */
const char *kp_strerror(int error);

#ifdef __cplusplus
}
#endif

#endif /* KPIPE_KPIPE_H */
