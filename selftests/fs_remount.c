// SPDX-License-Identifier: GPL-2.0-only
/*
 * remount changes limits, but not below what is in use; what is not mentioned
 * stays. Read-only works, and lets FIFOs be used.
 */
#include <sys/statfs.h>

#include "fifo.h"

static int remount(unsigned long flags, const char *options)
{
	return mount("none", "m", fs_type(), MS_REMOUNT | flags, options);
}

static void limits_are(long pages, long inodes)
{
	struct statfs st;

	MUST(statfs("m", &st) == 0);
	EQ(st.f_blocks, pages, "pages");
	EQ(st.f_files, inodes, "inodes");
}

static void body(void)
{
	static char buf[8 * PAGE];
	int fd, both;

	MUST(mkdir("m", 0700) == 0);
	MUST(fs_mount("m", "size=64k,nr_inodes=10") == 0);
	limits_are(16, 10);
	fd = open("m/a", O_RDWR | O_CREAT, 0600);
	MUST(write(fd, buf, sizeof(buf)) == sizeof(buf));
	MUST(mkfifo("m/f", 0600) == 0);
	both = open("m/f", O_RDWR);

	EQ(remount(0, "size=128k"), 0, "more space");
	limits_are(32, 10);
	EQ(remount(0, "nr_inodes=20"), 0, "more inodes");
	limits_are(32, 20);
	EQ(remount(0, "size=32k,nr_inodes=3"), 0, "just what is in use");
	limits_are(8, 3);
	ERR(remount(0, "size=28k"), EINVAL, "less space than that");
	ERR(remount(0, "nr_inodes=2"), EINVAL, "fewer inodes than that");
	ERR(remount(0, "size=1m,nr_inodes=2"), EINVAL, "one wrong");
	limits_are(8, 3);
	ERR(remount(0, "nonsense=1"), EINVAL, "an unknown option");
	ERR(remount(MS_RDONLY, ""), EBUSY, "a file is open for writing");
	close(fd);

	EQ(remount(MS_RDONLY, ""), 0, "read-only");
	ERR(open("m/a", O_WRONLY), EROFS, "a file is not written");
	ERR(mkfifo("m/g", 0600), EROFS, "nothing is made");
	EQ(write(both, "a", 1), 1, "a FIFO that is open");
	close(both);
	both = open("m/f", O_RDWR);
	OK(both >= 0, "and one that is opened then");
	EQ(write(both, "ab", 2), 2, "takes bytes");
	EQ(read(both, buf, 8), 2, "and gives them");
	close(both);
	EQ(remount(0, ""), 0, "writable again");
	EQ(unlink("m/a"), 0, "files can be removed");
	EQ(umount("m"), 0, "unmounted");
	MUST(rmdir("m") == 0);
}

int main(void)
{
	return run_fs_twice(body, 30);
}
