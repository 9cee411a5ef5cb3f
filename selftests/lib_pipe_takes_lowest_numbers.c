// SPDX-License-Identifier: GPL-2.0-only
/*
 * kp_pipe() opens the device on the way, and still gives the two lowest free
 * numbers, the flags that were asked for, and leaves no third descriptor.
 */
#include "halves.h"

static void holes(int low, int high, int flags, const char *name)
{
	int hole[8], fd[2], lowest, i;

	printf("# %s\n", name);
	for (i = 0; i < 8; i++)
		MUST((hole[i] = open("/dev/null", O_RDONLY)) >= 0);
	lowest = dup(0);
	close(lowest);
	close(hole[low]);
	close(hole[high]);
	EQ(kp_pipe(fd, flags), 0, "kp_pipe");
	EQ(fd[0], hole[low], "[0]");
	EQ(fd[1], hole[high], "[1]");
	EQ(write(fd[1], "x", 1), 1, "[1] writes");
	EQ(fcntl(fd[0], F_GETFL), O_RDONLY | (flags & O_NONBLOCK),
	   "[0] has its flags");
	EQ(fcntl(fd[0], F_GETFD), flags & O_CLOEXEC ? FD_CLOEXEC : 0,
	   "[0] close-on-exec");
	EQ(fcntl(fd[1], F_GETFD), flags & O_CLOEXEC ? FD_CLOEXEC : 0,
	   "[1] close-on-exec");
	EQ(dup(0), lowest, "no third descriptor is left");
	close(lowest);
	close_pipe(fd);
	for (i = 0; i < 8; i++)
		if (i != low && i != high)
			close(hole[i]);
}

static void body(void)
{
	int fd[2] = { -7, -7 }, lowest = dup(0);

	close(lowest);
	holes(0, 1, 0, "the first two");
	holes(2, 7, O_CLOEXEC, "two holes, O_CLOEXEC");
	holes(6, 7, O_NONBLOCK, "the last two, O_NONBLOCK");
	EQ(kp_pipe_sized(fd, 0, 5000), 8192, "kp_pipe_sized rounds up");
	close_pipe(fd);
	fd[0] = -7;
	EQ(kp_pipe(fd, O_APPEND), -EINVAL, "an unknown flag");
	EQ(kp_pipe_sized(fd, 0, 1UL << 40), -EINVAL, "an absurd size");
	EQ(kp_pipe_at(0, fd, 0, 0), -ENOTTY, "a device that is none");
	EQ(kp_pipe_at(9999, fd, 0, 0), -EBADF, "a device that is not open");
	EQ(fd[0], -7, "the caller's array is untouched");
	EQ(dup(0), lowest, "no descriptor is left");
	close(lowest);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
