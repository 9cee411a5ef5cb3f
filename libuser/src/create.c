// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Makes pipes. Owns the rule that a caller of kp_pipe() cannot tell from the
 * numbers of its two descriptors that a third one was needed on the way.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib.h"

/**
 * kp_open - open the device, for kp_pipe_at()
 *
 * The descriptor is close-on-exec and good for any number of pipes, in any
 * number of threads; the pipes outlive it.
 *
 * Return: the descriptor, or a negative errno value of open(2): -ENOENT,
 * -ENODEV or -ENXIO when the module is not loaded, -EACCES, -EMFILE, -ENFILE.
 */
KP_PUBLIC int kp_open(void)
{
	int device = open(KP_DEVICE, O_RDONLY | O_CLOEXEC);

	return device < 0 ? -errno : device;
}

/**
 * kp_pipe_at - make a pipe through a device that is already open
 * @device: what kp_open() returned
 * @fd: receives the two lowest free descriptors: [0] reads, [1] writes
 * @flags: what pipe2(2) takes: O_CLOEXEC, O_NONBLOCK, O_DIRECT
 * @size: capacity wanted in bytes, 0 for the default
 *
 * Needs no descriptor beyond the two, so it fails exactly where pipe2(2)
 * would. Does not block. @fd is written only on success.
 *
 * Return: the capacity in bytes, a power-of-two number of pages and at least
 * @size; or -EINVAL (flags or size out of range), -ENOPKG (O_EXCL), -EPERM
 * (over a limit without CAP_SYS_RESOURCE), -EMFILE, -ENFILE (no memory, or
 * over the hard limit), -ENOTTY (@device is something else), -EBADF.
 */
KP_PUBLIC int64_t kp_pipe_at(int device, int fd[2], int flags, size_t size)
{
	struct kpipe_create create = {
		.flags = (uint32_t)flags,
		.size = size,
	};

	if (ioctl(device, KPIPE_IOC_CREATE, &create) < 0)
		return -errno;
	fd[0] = create.fd[0];
	fd[1] = create.fd[1];
	return (int64_t)create.size;
}

/*
 * Leaves the pipe on the lowest two of three descriptor numbers and frees the
 * third. The device got its number before the pipe did, so in general it sits
 * on one that pipe2(2) would have given away. dup3() closes the device and
 * takes its number in one step: at no moment is that number free for another
 * thread to receive.
 */
static int settle(int hole, int fd[2], int flags)
{
	int i, end, error;

	for (i = 0; i < 2; i++) {
		end = fd[i];
		if (hole > end)
			continue;
		if (dup3(end, hole, flags & O_CLOEXEC) < 0)
			goto fail;
		fd[i] = hole;
		hole = end;
	}
	close(hole);
	return 0;
fail:
	error = -errno;
	close(hole);
	close(fd[0]);
	close(fd[1]);
	return error;
}

/**
 * kp_pipe_sized - make a pipe of a given capacity
 * @fd: receives the two lowest free descriptors: [0] reads, [1] writes
 * @flags: what pipe2(2) takes: O_CLOEXEC, O_NONBLOCK, O_DIRECT
 * @size: capacity wanted in bytes, 0 for the default
 *
 * Opens the device for the length of the call. It therefore needs three free
 * descriptors for a moment where pipe2(2) needs two: with exactly two free it
 * returns -EMFILE, and kp_pipe_at() does not. Does not block; safe in any
 * thread. @fd is written only on success.
 *
 * Return: the capacity in bytes, or the errors of kp_open() and kp_pipe_at().
 */
KP_PUBLIC int64_t kp_pipe_sized(int fd[2], int flags, size_t size)
{
	int device = kp_open();
	int64_t capacity;
	int ends[2], error;

	if (device < 0)
		return device;
	capacity = kp_pipe_at(device, ends, flags, size);
	if (capacity < 0) {
		close(device);
		return capacity;
	}
	error = settle(device, ends, flags);
	if (error)
		return error;
	fd[0] = ends[0];
	fd[1] = ends[1];
	return capacity;
}

/**
 * kp_pipe - make a pipe, as pipe2(2) does
 * @fd: receives the two lowest free descriptors: [0] reads, [1] writes
 * @flags: what pipe2(2) takes: O_CLOEXEC, O_NONBLOCK, O_DIRECT
 *
 * kp_pipe_sized() with the default capacity; see there.
 *
 * Return: 0, or the errors of kp_pipe_sized().
 */
KP_PUBLIC int kp_pipe(int fd[2], int flags)
{
	int64_t capacity = kp_pipe_sized(fd, flags, 0);

	return capacity < 0 ? (int)capacity : 0;
}
