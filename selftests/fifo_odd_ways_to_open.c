// SPDX-License-Identifier: GPL-2.0-only
/* Flags of open that mean nothing to a FIFO, or are refused. */
#include "fifo.h"

static void body(void)
{
	char buf[8];
	int both, fd;

	MUST(mkfifo("f", 0600) == 0);
	both = open("f", O_RDWR | O_NONBLOCK);
	MUST(write(both, "abc", 3) == 3);
	fd = open("f", O_WRONLY | O_TRUNC | O_CREAT | O_NONBLOCK, 0600);
	OK(fd >= 0, "O_CREAT finds it, O_TRUNC does nothing");
	EQ(read(both, buf, 8), 3, "what was there is there");
	close(fd);
	ERR(open("f", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST, "O_EXCL");
	ERR(open("f", O_RDONLY | O_DIRECTORY), ENOTDIR, "O_DIRECTORY");
	ERR(open("f", O_RDONLY | O_DIRECT), EINVAL, "O_DIRECT to read");
	ERR(open("f", O_WRONLY | O_DIRECT), EINVAL, "O_DIRECT to write");
	ERR(open("f", O_ACCMODE), EINVAL, "neither to read nor to write");
	fd = open("f", O_WRONLY | O_APPEND | O_SYNC | O_NOFOLLOW);
	OK(fd >= 0, "O_APPEND, O_SYNC and O_NOFOLLOW change nothing");
	EQ(write(fd, "d", 1), 1, "it writes");
	close(fd);
	EQ(read(both, buf, 8), 1, "the byte arrives");
	EQ(fcntl(both, F_SETFL, O_DIRECT), 0, "packet mode can be set later");
	MUST(write(both, "a", 1) == 1 && write(both, "b", 1) == 1);
	EQ(read(both, buf, 8), 1, "and makes packets");
	ERR(truncate("f", 0), EINVAL, "truncate");
	ERR(lseek(both, 0, SEEK_SET), ESPIPE, "lseek");
	ERR(fallocate(both, 0, 0, 1), ESPIPE, "fallocate");
	close(both);
	EQ(access("f", R_OK | W_OK), 0, "access does not wait");
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
