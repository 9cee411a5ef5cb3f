// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel does for its own pipes only, which it knows by address: these
 * calls refuse ours, in so many words, and the pipe is as it was.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "halves.h"

static void sizes(const int fd[2])
{
	ERR(fcntl(fd[0], F_GETPIPE_SZ), EBADF, "F_GETPIPE_SZ");
	ERR(fcntl(fd[1], F_SETPIPE_SZ, PAGE), EBADF, "F_SETPIPE_SZ");
}

static void between_two(const int from[2], const int to[2])
{
	ERR(splice(from[0], NULL, to[1], NULL, 1, 0), EINVAL, "splice to another");
	ERR(tee(from[0], to[1], 1, 0), EINVAL, "tee to another");
}

static void with_others(const int fd[2])
{
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	int file = open("/proc/self/exe", O_RDONLY), sock[2];

	MUST(file >= 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, sock) == 0);
	ERR(vmsplice(fd[1], &iov, 1, 0), EBADF, "vmsplice");
	ERR(splice(file, NULL, fd[1], NULL, 1, 0), EINVAL, "splice from a file");
	ERR(splice(fd[0], NULL, sock[0], NULL, 1, 0), EINVAL,
	    "splice to a socket");
	close(file);
	close(sock[0]);
	close(sock[1]);
}

static void body(void)
{
	int fd[2], other[2], n = -1;
	char byte;

	open_pipe(fd, 0);
	open_pipe(other, O_NONBLOCK);
	MUST(write(fd[1], "a", 1) == 1);
	sizes(fd);
	between_two(fd, other);
	with_others(fd);
	EQ(ioctl(fd[0], FIONREAD, &n), 0, "it can be asked what it has");
	EQ(n, 1, "one byte, as before");
	EQ(read(fd[0], &byte, 1), 1, "which can be read");
	ERR(read(other[0], &byte, 1), EAGAIN, "the other one is empty");
	close_pipe(fd);
	close_pipe(other);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
