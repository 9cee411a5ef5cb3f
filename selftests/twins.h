/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: the calls that the kernel keeps for its own pipes, with the ioctls in
 * their place for ours; all return what the call returns.
 */
#ifndef KPIPE_TWINS_H
#define KPIPE_TWINS_H

#include <sys/uio.h>

#include "halves.h"

static inline long link_pipes(unsigned long cmd, int in, int out, size_t len,
			      unsigned int flags)
{
	struct kpipe_splice s = {
		.fd_in = in,
		.fd_out = out,
		.flags = flags,
		.len = len,
	};

	return ioctl(device, cmd, &s) ? -1 : (long)s.len;
}

static inline long tee_pipe(int in, int out, size_t len, unsigned int flags)
{
	if (native())
		return tee(in, out, len, flags);
	return link_pipes(KPIPE_IOC_TEE, in, out, len, flags);
}

static inline long splice_pipe(int in, int out, size_t len, unsigned int flags)
{
	if (native())
		return splice(in, NULL, out, NULL, len, flags);
	return link_pipes(KPIPE_IOC_SPLICE, in, out, len, flags);
}

static inline long vmsplice_pipe(int fd, const struct iovec *iov, size_t count,
				 unsigned int flags)
{
	struct kpipe_vmsplice v = {
		.fd = fd,
		.flags = flags,
		.iov = (__u64)(unsigned long)iov,
		.nr_segs = count,
	};

	if (native())
		return vmsplice(fd, iov, count, flags);
	return ioctl(device, KPIPE_IOC_VMSPLICE, &v) ? -1 : (long)v.len;
}

/* As fcntl(F_SETPIPE_SZ) and fcntl(F_GETPIPE_SZ). */
static inline long long resize_pipe(int fd, unsigned long long size)
{
	__u64 wanted = size;

	if (native())
		return fcntl(fd, F_SETPIPE_SZ, (unsigned long)size);
	return ioctl(fd, KPIPE_IOC_SET_SIZE, &wanted) ? -1 : (long long)wanted;
}

static inline long long size_of_pipe(int fd)
{
	__u64 size = 0;

	if (native())
		return fcntl(fd, F_GETPIPE_SZ);
	return ioctl(fd, KPIPE_IOC_GET_SIZE, &size) ? -1 : (long long)size;
}

#endif /* KPIPE_TWINS_H */
