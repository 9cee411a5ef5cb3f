// SPDX-License-Identifier: GPL-2.0-only
/* What pipe2 takes is taken and shows in F_GETFL; anything else is refused. */
#include "halves.h"

static void shows(int flags, const char *name)
{
	int cloexec = flags & O_CLOEXEC ? FD_CLOEXEC : 0;
	int fd[2];

	open_pipe(fd, flags);
	flags &= ~O_CLOEXEC;
	printf("# %s\n", name);
	EQ(fcntl(fd[0], F_GETFL), O_RDONLY | (flags & O_NONBLOCK),
	   "F_GETFL of the read end");
	EQ(fcntl(fd[1], F_GETFL), O_WRONLY | flags,
	   "F_GETFL of the write end");
	EQ(fcntl(fd[0], F_GETFD), cloexec, "F_GETFD of the read end");
	EQ(fcntl(fd[1], F_GETFD), cloexec, "F_GETFD of the write end");
	close_pipe(fd);
}

static void refused(int flags, int error, const char *name)
{
	int fd[2] = { -7, -7 };

	ERR(make_pipe(fd, flags), error, name);
	EQ(fd[0], -7, "the caller's array is untouched");
}

static void body(void)
{
	int lowest = dup(0);

	close(lowest);
	shows(0, "no flag");
	shows(O_CLOEXEC, "O_CLOEXEC");
	shows(O_NONBLOCK, "O_NONBLOCK");
	shows(O_DIRECT, "O_DIRECT");
	shows(O_CLOEXEC | O_NONBLOCK | O_DIRECT, "all three");

	refused(O_APPEND, EINVAL, "O_APPEND");
	refused(O_RDWR, EINVAL, "O_RDWR");
	refused(O_CREAT, EINVAL, "O_CREAT");
	refused(O_NONBLOCK | O_SYNC, EINVAL, "O_SYNC beside a good flag");
	refused(1 << 30, EINVAL, "bit 30");
	refused(1 << 31, EINVAL, "bit 31");
	refused(O_EXCL | O_APPEND, EINVAL, "O_EXCL beside an unknown flag");
	/* A kernel with CONFIG_WATCH_QUEUE makes a notification pipe of it. */
	if (!native())
		refused(O_EXCL, ENOPKG, "O_EXCL, a notification pipe");
	EQ(dup(0), lowest, "no descriptor is left behind");
	close(lowest);
}

int main(void)
{
	return run_twice(body, 20);
}
