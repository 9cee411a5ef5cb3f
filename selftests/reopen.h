/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns: opening a descriptor anew through /proc/self/fd. */
#ifndef KPIPE_REOPEN_H
#define KPIPE_REOPEN_H

#include "kpipe_test.h"

static inline int reopen(int fd, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags);
}

#endif /* KPIPE_REOPEN_H */
