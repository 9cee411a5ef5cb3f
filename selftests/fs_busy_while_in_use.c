// SPDX-License-Identifier: GPL-2.0-only
/*
 * umount says EBUSY while a FIFO is open or somebody waits to open one. A lazy
 * one takes the name away, and what is open goes on.
 */
#include "fifo.h"

static void body(void)
{
	struct opening *o;
	char buf[8];
	int fd, at;

	MUST(mkdir("m", 0700) == 0 && fs_mount("m", "") == 0);
	MUST(mkfifo("m/f", 0600) == 0);
	fd = open("m/f", O_RDWR);
	ERR(umount("m"), EBUSY, "a FIFO is open");
	close(fd);
	at = open("m/f", O_PATH);
	ERR(umount("m"), EBUSY, "a path to it is open");
	close(at);
	o = open_start("m/f", O_RDONLY);
	MUST(open_sleeps(o));
	ERR(umount("m"), EBUSY, "somebody waits in open");
	open_end(o);
	EQ(umount("m"), 0, "nobody does");

	MUST(fs_mount("m", "") == 0 && mkfifo("m/f", 0600) == 0);
	fd = open("m/f", O_RDWR);
	o = open_start("m/f", O_RDONLY);
	OK(open_returns(o), "two are open");
	EQ(umount2("m", MNT_DETACH), 0, "a lazy one takes the name away");
	ERR(open("m/f", O_RDWR), ENOENT, "what was there is not there");
	EQ(write(fd, "abc", 3), 3, "what is open takes bytes");
	EQ(read(fd, buf, 8), 3, "and gives them");
	close(fd);
	open_end(o);
	MUST(rmdir("m") == 0);
}

int main(void)
{
	return run_fs_twice(body, 30);
}
