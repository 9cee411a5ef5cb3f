// SPDX-License-Identifier: GPL-2.0-only
/*
 * size=: a full file system takes what fits and then says ENOSPC; space comes
 * back when files are cut or removed, and not before they are closed.
 */
#include <sys/statfs.h>

#include "fifo.h"

static long free_pages(void)
{
	struct statfs st;

	MUST(statfs(".", &st) == 0);
	MUST(st.f_bsize == PAGE && st.f_bavail == st.f_bfree);
	return st.f_bfree;
}

static void on_mount(void)
{
	static char buf[20 * PAGE];
	struct stat st;
	int a, b;

	EQ(free_pages(), 16, "all is free");
	a = open("a", O_RDWR | O_CREAT, 0600);
	EQ(write(a, buf, 10 * PAGE), 10 * PAGE, "it takes ten pages");
	EQ(free_pages(), 6, "six are free");
	MUST(fstat(a, &st) == 0);
	EQ(st.st_blocks, 80, "which stat shows");
	b = open("b", O_RDWR | O_CREAT, 0600);
	EQ(write(b, buf, 10 * PAGE), 6 * PAGE, "as much as fits");
	ERR(write(b, buf, 1), ENOSPC, "and no more");
	EQ(free_pages(), 0, "nothing is free");
	EQ(pwrite(b, "x", 1, 0), 1, "over what is there");
	EQ(lseek(b, 0, SEEK_END), 6 * PAGE, "the file is as long as it got");

	EQ(ftruncate(a, 5 * PAGE + 1), 0, "cutting a file");
	EQ(free_pages(), 4, "gives its pages back");
	EQ(write(b, buf, 3 * PAGE), 3 * PAGE, "for another");
	EQ(unlink("b"), 0, "removed while open");
	EQ(free_pages(), 1, "it keeps its pages");
	close(b);
	EQ(free_pages(), 10, "until it is closed");
	b = open("b", O_RDWR | O_CREAT | O_TRUNC, 0600);
	MUST(write(b, buf, PAGE) == PAGE);
	close(open("b", O_RDWR | O_TRUNC));
	EQ(free_pages(), 10, "O_TRUNC gives back too");
	EQ(pwrite(b, buf, 2, 2 * PAGE - 1), 2, "across two pages");
	EQ(fallocate(b, 0, 0, 4 * PAGE), 0, "fallocate takes space");
	EQ(free_pages(), 6, "four pages in all");
	ERR(fallocate(b, 0, 0, 11 * PAGE), ENOSPC, "as far as there is some");
	EQ(free_pages(), 6, "or nothing");
	close(b);
	close(a);
	MUST(unlink("a") == 0 && unlink("b") == 0);
	EQ(free_pages(), 16, "all is free again");
}

static void body(void)
{
	MUST(mkdir("m", 0700) == 0);
	EQ(fs_mount("m", "size=64k"), 0, "mounted");
	MUST(chdir("m") == 0);
	on_mount();
	MUST(chdir("..") == 0);
	EQ(umount("m"), 0, "unmounted");
	MUST(rmdir("m") == 0);
}

int main(void)
{
	return run_fs_twice(body, 30);
}
