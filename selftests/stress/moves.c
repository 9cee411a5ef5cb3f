// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load of the stress tier in which pages move: a writer gives some of its
 * own, a mover passes what comes on by splice, through a pipe of the kernel,
 * or with tee, and a reader looks whether all of it arrives.
 */
#include <sys/uio.h>

#include "stress.h"

enum { A, B, COPY };

/* An answer that could not be given, because that was made to fail: nobody
 * knows how many bytes have moved.
 */
static bool untold(long ret)
{
	return ret < 0 && errno == EFAULT;
}

static int keep_device(void)
{
	int fd = open(KP_DEVICE, O_RDWR | O_CLOEXEC);

	MUST(fd >= 0);
	return fd;
}

/* Member 0. What it gives away is never changed. */
static void gives(struct family *f)
{
	unsigned long long position = 0;
	int device = keep_device();
	long ret;

	close(f->fd[A][0]);
	close_pipe(f->fd[B]);
	close_pipe(f->fd[COPY]);
	begin(f);
	while (go_on(f)) {
		struct iovec iov = {
			.iov_base = (void *)pattern_at(position),
			.iov_len = 1 + dice(f, 5 * PAGE),
		};
		struct kpipe_vmsplice v = {
			.fd = f->fd[A][1], .iov = (uintptr_t)&iov,
			.nr_segs = 1,
		};

		if (dice(f, 2)) {
			ret = put(f, f->fd[A][1], &position);
		} else {
			ret = ioctl(device, KPIPE_IOC_VMSPLICE, &v);
			if (untold(ret))
				return;
			position += ret ? 0 : v.len;
		}
		if (ret < 0 && !bearable(f, "write"))
			return;
	}
}

static long twin(int device, unsigned long command, int in, int out, size_t len)
{
	struct kpipe_splice s = { .fd_in = in, .fd_out = out, .len = len };

	return ioctl(device, command, &s) ? -1 : (long)s.len;
}

/* All of what native holds, from there to B; what cannot go on is lost. */
static bool drain(struct family *f, int native, long len)
{
	long ret;

	while (len > 0) {
		ret = splice(native, NULL, f->fd[B][1], NULL, len, 0);
		if (ret == 0 || (ret < 0 && !bearable(f, "splice from a pipe")))
			return false;
		len -= ret > 0 ? ret : 0;
	}
	return true;
}

/* Copies the next bytes and looks at the copy. */
static long copies(struct family *f, int device, unsigned long long position)
{
	unsigned long long there = position;
	long len, ret;

	len = twin(device, KPIPE_IOC_TEE, f->fd[A][0], f->fd[COPY][1],
		   1 + dice(f, 3 * PAGE));
	if (untold(len))
		return 0;
	while (there - position < (unsigned long long)(len > 0 ? len : 0)) {
		ret = take(f, f->fd[COPY][0], &there);
		if (ret == 0 || (ret < 0 && !bearable(f, "read of the copy")))
			return 0;
	}
	return len;
}

/* Moves or copies something; 0 at the end. */
static long one_step(struct family *f, int device, int native[2],
		     unsigned long long *position)
{
	size_t len = 1 + dice(f, 5 * PAGE);
	long ret;

	if (dice(f, 3) == 0)
		return copies(f, device, *position);
	if (dice(f, 2)) {
		ret = twin(device, KPIPE_IOC_SPLICE, f->fd[A][0], f->fd[B][1],
			   len);
		if (untold(ret))
			return 0;
	} else {
		ret = splice(f->fd[A][0], NULL, native[1], NULL, len, 0);
		if (ret > 0 && !drain(f, native[0], ret))
			return 0;
	}
	*position += ret > 0 ? ret : 0;
	return ret;
}

/* Member 1. */
static void passes_on(struct family *f)
{
	unsigned long long position = 0;
	int device = keep_device(), native[2];
	long ret;

	MUST(pipe(native) == 0);
	close(f->fd[A][1]);
	close(f->fd[B][0]);
	begin(f);
	do {
		f->tally->calls++;
		ret = one_step(f, device, native, &position);
	} while (ret > 0 || (ret < 0 && bearable(f, "splice")));
}

/* Member 2. */
static void receives(struct family *f)
{
	unsigned long long position = 0;
	long ret;

	close_pipe(f->fd[A]);
	close(f->fd[B][1]);
	close_pipe(f->fd[COPY]);
	begin(f);
	do {
		f->tally->calls++;
		ret = take(f, f->fd[B][0], &position);
	} while (ret > 0 || (ret < 0 && bearable(f, "read")));
}

static void moves(struct family *f)
{
	if (f->who == 0)
		gives(f);
	else if (f->who == 1)
		passes_on(f);
	else
		receives(f);
}

const struct load load_moves = {
	.name = "moves", .members = 3, .pipes = 3, .member = moves,
};
