// SPDX-License-Identifier: GPL-2.0-only
/*
 * A write to a FIFO never waits for a frozen file system, though it notes the
 * time there. Ours cannot be frozen; if it could, the write would go on.
 *
 * Bug: "Skip file_update_time on frozen fs".
 * Planted: the file system can be frozen, and kpipe_touch() waits for it.
 * Printed: not ok 2 - kpipe: the write goes on
 * With the first half alone all is well.
 */
#include <linux/fs.h>

#include "fifo.h"

static void body(void)
{
	int dir = open(".", O_RDONLY | O_DIRECTORY), fd;
	struct call *writer;
	bool frozen;

	MUST(dir >= 0 && mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	MUST(fd >= 0);
	frozen = ioctl(dir, FIFREEZE, 0) == 0;
	OK(frozen || errno == EOPNOTSUPP, "frozen, or nothing to freeze");
	writer = call_start(SYS_write, fd, 1, -1, 0);
	usleep(200000);
	OK(writer->returned, "the write goes on");
	if (frozen)
		MUST(ioctl(dir, FITHAW, 0) == 0);
	EQ(reap(writer->pid), 0, "the writer ends");
	EQ(writer->ret, 1, "the byte was written");
	call_end(writer);
	close(fd);
	close(dir);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fs_twice(body, 30);
}
