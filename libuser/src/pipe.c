// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * pipe: - the kernel's own pipes, between relatives. One pipe has one
 * direction, so a duplex pair is two of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeend.h"

static int create(int fd[2], const struct kp_options *options)
{
	size_t capacity = options->capacity;
	int error;

	if (capacity > INT_MAX)
		return -EINVAL;
	if (pipe2(fd, O_CLOEXEC) < 0)
		return -errno;
	/* Usually 64 KiB; a pipe is not made smaller for the asking. */
	if (capacity > (size_t)fcntl(fd[1], F_GETPIPE_SZ) &&
	    fcntl(fd[1], F_SETPIPE_SZ, (int)capacity) < 0) {
		error = -errno;
		close(fd[0]);
		close(fd[1]);
		return error;
	}
	return 0;
}

/* A FIFO is a pipe, too, once it is open. */
static bool is_pipe(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

const struct kp_pipe_transport kp_pipe_transport = {
	.base = {
		.info = {
			.name = "pipe",
			.address = "",
			.summary = "a pipe of the kernel, for relatives",
			.limits = "/proc/sys/fs/pipe-max-size, pipe-user-pages-soft",
			.can = KP_CAN_PAIR | KP_PIPE_END_ABILITIES,
			.name_kind = KP_NAME_NONE,
			KP_PIPE_END_FACTS,
		},
		.channel_size = sizeof(struct kp_pipe_end),
		.open = kp_pipe_end_open,
		.pair = kp_pipe_end_pair,
		.close = kp_pipe_end_close,
		KP_PIPE_END_OPERATIONS,
	},
	.create = create,
	.is_pipe = is_pipe,
};
