// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the two worlds.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kpipe.h>

#include "world.h"

enum { FILE_BYTES = 20000 };

static int native_pipe(struct world *w, int fd[2], int flags)
{
	(void)w;
	return pipe2(fd, flags);
}

static long native_set_size(struct world *w, int fd, unsigned long size)
{
	(void)w;
	return fcntl(fd, F_SETPIPE_SZ, size);
}

static long native_get_size(struct world *w, int fd)
{
	(void)w;
	return fcntl(fd, F_GETPIPE_SZ);
}

static long native_splice(struct world *w, int in, int out, size_t len,
			  int flags)
{
	(void)w;
	return splice(in, NULL, out, NULL, len, flags);
}

static long native_tee(struct world *w, int in, int out, size_t len, int flags)
{
	(void)w;
	return tee(in, out, len, flags);
}

static long native_vmsplice(struct world *w, int fd, const struct iovec *iov,
			    size_t count, int flags)
{
	(void)w;
	return vmsplice(fd, iov, count, flags);
}

static int kpipe_pipe(struct world *w, int fd[2], int flags)
{
	struct kpipe_create create = { .flags = flags };

	if (ioctl(w->device, KPIPE_IOC_CREATE, &create) < 0)
		return -1;
	fd[0] = create.fd[0];
	fd[1] = create.fd[1];
	return 0;
}

static long kpipe_set_size(struct world *w, int fd, unsigned long size)
{
	uint64_t wanted = size;

	(void)w;
	return ioctl(fd, KPIPE_IOC_SET_SIZE, &wanted) < 0 ? -1 : (long)wanted;
}

static long kpipe_get_size(struct world *w, int fd)
{
	uint64_t size;

	(void)w;
	return ioctl(fd, KPIPE_IOC_GET_SIZE, &size) < 0 ? -1 : (long)size;
}

static long kpipe_link(struct world *w, unsigned long command, int in, int out,
		       size_t len, int flags)
{
	struct kpipe_splice args = {
		.fd_in = in, .fd_out = out, .flags = flags, .len = len,
	};

	return ioctl(w->device, command, &args) < 0 ? -1 : (long)args.len;
}

static long kpipe_splice_(struct world *w, int in, int out, size_t len,
			  int flags)
{
	return kpipe_link(w, KPIPE_IOC_SPLICE, in, out, len, flags);
}

static long kpipe_tee(struct world *w, int in, int out, size_t len, int flags)
{
	return kpipe_link(w, KPIPE_IOC_TEE, in, out, len, flags);
}

static long kpipe_vmsplice_(struct world *w, int fd, const struct iovec *iov,
			    size_t count, int flags)
{
	struct kpipe_vmsplice args = {
		.fd = fd, .flags = flags, .iov = (uintptr_t)iov,
		.nr_segs = count,
	};

	return ioctl(w->device, KPIPE_IOC_VMSPLICE, &args) < 0 ?
	       -1 : (long)args.len;
}

/* Descriptors that scripts do not touch go out of the way of theirs. */
static int put_high(int fd)
{
	static int next = 200;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, next);

	if (fd < 0 || high < 0) {
		perror("differential: cannot prepare a descriptor");
		exit(2);
	}
	next = high + 1;
	close(fd);
	return high;
}

static int make_file(void)
{
	unsigned char bytes[FILE_BYTES];
	int fd = memfd_create("differential", 0);

	for (int i = 0; i < FILE_BYTES; i++)
		bytes[i] = i * 7 + i / 256;
	if (write(fd, bytes, sizeof(bytes)) != FILE_BYTES)
		perror("differential: cannot write a file");
	return put_high(fd);
}

static void world_common(struct world *w, int base)
{
	w->base = base;
	w->epoll = put_high(epoll_create1(0));
	w->file = make_file();
	memset(w->fd, -1, sizeof(w->fd));
}

void world_native(struct world *w)
{
	*w = (struct world){
		.name = "native", .pipe = native_pipe,
		.set_size = native_set_size, .get_size = native_get_size,
		.splice = native_splice, .tee = native_tee,
		.vmsplice = native_vmsplice, .device = -1,
	};
	world_common(w, 300);
}

void world_kpipe(struct world *w)
{
	*w = (struct world){
		.name = "kpipe", .pipe = kpipe_pipe,
		.set_size = kpipe_set_size, .get_size = kpipe_get_size,
		.splice = kpipe_splice_, .tee = kpipe_tee,
		.vmsplice = kpipe_vmsplice_,
		.device = put_high(open("/dev/kpipe", O_RDWR)),
	};
	world_common(w, 400);
}
