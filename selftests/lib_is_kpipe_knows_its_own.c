// SPDX-License-Identifier: GPL-2.0-only
/* kp_is_kpipe(): 1 for ours, 0 for anything else, negative for no such. */
#include "halves.h"
#include "reopen.h"

static void body(void)
{
	int fd[2], file = open("/dev/null", O_RDWR), plain[2], path;

	MUST(file >= 0 && pipe(plain) == 0);
	open_pipe(fd, 0);
	path = reopen(fd[0], O_PATH);
	EQ(kp_is_kpipe(plain[0]), 0, "an ordinary pipe");
	EQ(kp_is_kpipe(plain[1]), 0, "its write end");
	EQ(kp_is_kpipe(file), 0, "a file");
	EQ(kp_is_kpipe(9999), -EBADF, "no descriptor");
	EQ(kp_is_kpipe(-1), -EBADF, "-1");
	EQ(kp_is_kpipe(fd[0]), !native(), "a read end");
	EQ(kp_is_kpipe(fd[1]), !native(), "a write end");
	EQ(kp_is_kpipe(path), !native(), "a path to it");
	if (!native())
		EQ(kp_is_kpipe(device), 0, "the device");
	close(path);
	close(plain[0]);
	close(plain[1]);
	close(file);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
