// SPDX-License-Identifier: GPL-2.0-only
/* Snapshot of what is no kpipe pipe, or into memory that is not there. */
#include "snap.h"

static int ask(int where, struct kpipe_snapshot s)
{
	return ioctl(where, KPIPE_IOC_SNAPSHOT, &s);
}

static void body(void)
{
	struct kpipe_snapshot none = { .fd = -1 }, s;
	int fd[2], plain[2], file = open("/dev/null", O_RDONLY);

	MUST(file >= 0 && pipe(plain) == 0);
	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "x", 1) == 1);

	EQ(ask(fd[0], none), 0, "-1 on an end: the end itself");
	s = none;
	s.fd = fd[1];
	EQ(ask(device, s), 0, "an end, asked at the device");
	ERR(ask(fd[0], s), EINVAL, "an end answers for itself alone");
	ERR(ask(device, none), EBADF, "-1 at the device names no pipe");
	s.fd = 9999;
	ERR(ask(device, s), EBADF, "a number that is not open");
	s.fd = plain[0];
	ERR(ask(device, s), EINVAL, "an ordinary pipe");
	s.fd = file;
	ERR(ask(device, s), EINVAL, "a file");
	s.fd = device;
	ERR(ask(device, s), EINVAL, "the device itself");
	s = none;
	s.flags = 1;
	ERR(ask(fd[0], s), EINVAL, "an unknown flag");
	s = none;
	s.slots = 8;
	s.slots_room = 4;
	ERR(ask(fd[0], s), EFAULT, "a bad array");
	s.slots = 0xffffffffffff0000ULL;
	ERR(ask(fd[0], s), EFAULT, "an array in the kernel");
	s.slots_room = ~0U;
	ERR(ask(fd[0], s), EFAULT, "and of absurd room");
	ERR(ioctl(fd[0], KPIPE_IOC_SNAPSHOT, NULL), EFAULT, "no argument");
	EQ(snap(fd[0]).unread, 1, "the pipe is as before");
	close(file);
	close(plain[0]);
	close(plain[1]);
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
