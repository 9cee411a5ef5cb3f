// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * kpipe: - pipes of the kpipe module, between relatives. The only transport
 * that needs the module; without it -ENODEV says so.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>

#include "pipeend.h"

static int create(int fd[2], const struct kp_options *options)
{
	int64_t size = kp_pipe_sized(fd, O_CLOEXEC, options->capacity);

	/* No device, or one that leads nowhere: the module is not there. */
	if (size == -ENOENT || size == -ENXIO)
		return -ENODEV;
	return size < 0 ? (int)size : 0;
}

static bool is_pipe(int fd)
{
	return kp_is_kpipe(fd) == 1;
}

const struct kp_pipe_transport kp_kpipe_transport = {
	.base = {
		.info = {
			.name = "kpipe",
			.address = "",
			.summary = "a pipe of the kpipe module, for relatives",
			.limits = "/sys/module/kpipe/parameters",
			.can = KP_CAN_PAIR | KP_PIPE_END_ABILITIES |
			       KP_NEEDS_MODULE,
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
