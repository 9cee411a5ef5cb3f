// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives a program that makes its own pipes those of the module instead, by
 * LD_PRELOAD: pipe(2), pipe2(2), and of fcntl(2) what the kernel keeps for its
 * own pipes, F_GETPIPE_SZ and F_SETPIPE_SZ.
 *
 * Without the module a pipe cannot be made: a test must not go on with one of
 * the kernel. What the C library does inside itself, popen(3), and programs
 * that call the kernel without it are not reached.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

int pipe2(int fd[2], int flags)
{
	int err = kp_pipe(fd, flags);

	if (!err)
		return 0;
	errno = -err;
	return -1;
}

int pipe(int fd[2])
{
	return pipe2(fd, 0);
}

/* What a descriptor that the kernel does not know as a pipe says about its
 * capacity; as the kernel if the module does not know it either.
 */
static int capacity(int fd, int cmd, uintptr_t arg)
{
	unsigned long request = KPIPE_IOC_GET_SIZE;
	__u64 size = arg;

	if (cmd == F_SETPIPE_SZ)
		request = KPIPE_IOC_SET_SIZE;
	if (!ioctl(fd, request, &size))
		return (int)size;
	if (errno == ENOTTY)
		errno = EBADF;
	return -1;
}

static int control(const char *name, int fd, int cmd, void *arg)
{
	__typeof__(fcntl) *next = dlsym(RTLD_NEXT, name);
	int result = next(fd, cmd, arg);

	if (result < 0 && errno == EBADF &&
	    (cmd == F_GETPIPE_SZ || cmd == F_SETPIPE_SZ))
		return capacity(fd, cmd, (uintptr_t)arg);
	return result;
}

int fcntl(int fd, int cmd, ...)
{
	va_list list;
	void *arg;

	va_start(list, cmd);
	arg = va_arg(list, void *);
	va_end(list);
	return control("fcntl", fd, cmd, arg);
}

int fcntl64(int fd, int cmd, ...)
{
	va_list list;
	void *arg;

	va_start(list, cmd);
	arg = va_arg(list, void *);
	va_end(list);
	return control("fcntl64", fd, cmd, arg);
}
