// SPDX-License-Identifier: GPL-2.0-only
/* A command that is not known is ENOTTY, on the device and on both ends. */
#include <termios.h>

#include "halves.h"

static void unknown(int fd, const char *name)
{
	char arg[4096] = { 0 };

	printf("# %s\n", name);
	ERR(ioctl(fd, TCGETS, arg), ENOTTY, "TCGETS");
	ERR(ioctl(fd, _IO('x', 99), arg), ENOTTY, "a foreign number");
	ERR(ioctl(fd, 0, arg), ENOTTY, "number 0");
	ERR(ioctl(fd, ~0U, arg), ENOTTY, "all ones");
	ERR(ioctl(fd, _IO(KPIPE_IOC_MAGIC, 0), arg), ENOTTY,
	    "QUERY's number without its size");
	ERR(ioctl(fd, _IOWR(KPIPE_IOC_MAGIC, 1, int), arg), ENOTTY,
	    "CREATE's number with another size");
	ERR(ioctl(fd, _IOR(KPIPE_IOC_MAGIC, 2, struct kpipe_snapshot), arg),
	    ENOTTY, "SNAPSHOT's number in one direction");
	ERR(ioctl(fd, _IO(KPIPE_IOC_MAGIC, 0xff), arg), ENOTTY,
	    "a free number of ours");
}

static void body(void)
{
	struct kpipe_create c = { 0 };
	struct kpipe_query q = { 0 };
	int fd[2];

	open_pipe(fd, 0);
	unknown(fd[0], "the read end");
	unknown(fd[1], "the write end");
	ERR(ioctl(fd[0], KPIPE_IOC_CREATE, &c), ENOTTY, "CREATE on an end");
	ERR(ioctl(fd[0], KPIPE_IOC_QUERY, &q), ENOTTY, "QUERY on an end");
	close_pipe(fd);
	if (!native())
		unknown(device, "the device");
}

int main(void)
{
	return run_twice(body, 20);
}
