// SPDX-License-Identifier: GPL-2.0-only
/* fstat: a FIFO of mode 0600, owned by its maker, one inode for both ends. */
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "halves.h"

static void body(void)
{
	int fd[2], other[2];
	struct stat r, w, o;
	struct statfs fs;

	setfsgid(2345);
	setfsuid(1234);
	open_pipe(fd, 0);
	setfsuid(0);
	setfsgid(0);
	open_pipe(other, 0);
	MUST(fstat(fd[0], &r) == 0 && fstat(fd[1], &w) == 0);
	MUST(fstat(other[0], &o) == 0);
	EQ(r.st_mode, S_IFIFO | 0600, "type and mode");
	EQ(r.st_uid, 1234, "owner is the caller's fsuid");
	EQ(r.st_gid, 2345, "group is the caller's fsgid");
	EQ(r.st_nlink, 1, "one link");
	EQ(r.st_size, 0, "size 0");
	EQ(r.st_ino, w.st_ino, "both ends have the same inode number");
	EQ(r.st_dev, w.st_dev, "both ends are on the same device");
	OK(r.st_ino != o.st_ino, "another pipe has another inode");
	EQ(r.st_dev, o.st_dev, "another pipe is on the same device");
	EQ(o.st_uid, 0, "another maker is another owner");
	EQ(write(fd[1], "12345", 5), 5, "five bytes go in");
	MUST(fstat(fd[0], &r) == 0);
	EQ(r.st_size, 0, "size stays 0");
	EQ(fstatfs(fd[0], &fs), 0, "fstatfs answers");
	close_pipe(other);
	close_pipe(fd);
}

int main(void)
{
	if (geteuid() == 0)
		return run_twice(body, 20);
	test_begin(20);
	test_skip("all checks", "needs root, to act as somebody else");
	return test_end();
}
