// SPDX-License-Identifier: GPL-2.0-only
/*
 * nr_inodes=: everything that has an inode counts, and so does every further
 * name; each comes back when it is gone, however it goes.
 */
#include <sys/statfs.h>

#include "fifo.h"

static long free_inodes(void)
{
	struct statfs st;

	MUST(statfs(".", &st) == 0);
	return st.f_ffree;
}

static void fill(void)
{
	EQ(free_inodes(), 7, "the top directory is one of eight");
	EQ(mkfifo("f", 0600), 0, "a FIFO");
	EQ(mkdir("d", 0700), 0, "a directory");
	EQ(symlink("f", "s"), 0, "a symbolic link");
	close(open("r", O_WRONLY | O_CREAT, 0600));
	EQ(free_inodes(), 3, "four less");
	EQ(link("f", "f2"), 0, "a link");
	EQ(link("f", "d/f3"), 0, "another");
	EQ(free_inodes(), 1, "count too");
	EQ(link("r", "r2"), 0, "the last");
	EQ(free_inodes(), 0, "none left");
	ERR(mkfifo("g", 0600), ENOSPC, "no FIFO");
	ERR(mkdir("e", 0700), ENOSPC, "no directory");
	ERR(symlink("f", "t"), ENOSPC, "no symbolic link");
	ERR(link("f", "f4"), ENOSPC, "no link");
	ERR(open("x", O_WRONLY | O_CREAT, 0600), ENOSPC, "no file");
	ERR(open(".", O_TMPFILE | O_RDWR, 0600), ENOSPC, "not without a name");
}

static void empty(void)
{
	int fd;

	EQ(rename("f", "r2"), 0, "rename over a name of a file with two");
	EQ(free_inodes(), 1, "gives back that name");
	EQ(renameat2(AT_FDCWD, "r2", AT_FDCWD, "f2", RENAME_EXCHANGE), 0,
	   "changing places");
	EQ(free_inodes(), 1, "gives back nothing");
	EQ(unlink("r2"), 0, "one name of the FIFO");
	EQ(free_inodes(), 2, "comes back");
	EQ(unlink("d/f3"), 0, "the second");
	EQ(free_inodes(), 3, "comes back");
	fd = open("f2", O_RDWR);
	EQ(unlink("f2"), 0, "the last, while it is open");
	EQ(free_inodes(), 3, "does not");
	close(fd);
	EQ(free_inodes(), 4, "until it is closed");

	fd = open(".", O_TMPFILE | O_RDWR, 0600);
	OK(fd >= 0, "a file without a name");
	EQ(free_inodes(), 3, "has an inode");
	EQ(linkat(AT_FDCWD, "/dev/null", AT_FDCWD, "n", 0) < 0, 1,
	   "no link to elsewhere");
	EQ(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH), 0,
	   "its first name");
	EQ(free_inodes(), 3, "is free");
	close(fd);
	EQ(unlink("named"), 0, "removed");
	EQ(free_inodes(), 4, "it is back");
	close(open(".", O_TMPFILE | O_RDWR, 0600));
	EQ(free_inodes(), 4, "closed without a name: back");
	EQ(unlink("r"), 0, "the file");
	EQ(unlink("s"), 0, "the symbolic link");
	EQ(rmdir("d"), 0, "the directory");
	EQ(free_inodes(), 7, "all are back");
}

static void body(void)
{
	MUST(mkdir("m", 0700) == 0);
	EQ(fs_mount("m", "nr_inodes=8"), 0, "mounted");
	MUST(chdir("m") == 0);
	fill();
	empty();
	MUST(chdir("..") == 0);
	EQ(umount("m"), 0, "unmounted");
	MUST(rmdir("m") == 0);
}

int main(void)
{
	return run_fs_twice(body, 30);
}
