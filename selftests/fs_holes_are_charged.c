// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unlike tmpfs, a file is charged for all pages up to its end, so that a store
 * into a mapping never fails for lack of space. What is refused leaves the file
 * as it was.
 */
#include <sys/statfs.h>

#include "fifo.h"

static long free_pages(void)
{
	struct statfs st;

	MUST(statfs(".", &st) == 0);
	return st.f_bfree;
}

static void on_mount(void)
{
	char *map, *bad;
	int fd, i;

	fd = open("a", O_RDWR | O_CREAT, 0600);
	ERR(ftruncate(fd, 17 * PAGE), ENOSPC, "no longer than there is space");
	EQ(lseek(fd, 0, SEEK_END), 0, "the size is as before");
	ERR(pwrite(fd, "x", 1, 16 * PAGE), ENOSPC, "nor by writing behind");
	EQ(free_pages(), 16, "nothing is charged");
	EQ(ftruncate(fd, 16 * PAGE), 0, "all of the space");
	EQ(free_pages(), 0, "is charged for at once");
	map = mmap(NULL, 17 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	MUST(map != MAP_FAILED);
	for (i = 0; i < 16; i++)
		map[i * PAGE] = 'm';
	OK(true, "every page can be stored to");
	EQ(free_pages(), 0, "which costs nothing more");
	munmap(map, 17 * PAGE);

	bad = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EQ(ftruncate(fd, 0), 0, "cut");
	ERR(pwrite(fd, bad, PAGE, 8 * PAGE), EFAULT, "a write that fails");
	OK(free_pages() >= 8, "costs no more than the size it left");
	EQ(ftruncate(fd, 0), 0, "cut");
	EQ(free_pages(), 16, "all is free");
	close(fd);
	MUST(unlink("a") == 0);
}

static void in_place(void)
{
	char dir[64];

	new_directory(dir);
	private_mounts();
	EQ(fs_mount(dir, "size=64k"), 0, "mounted");
	MUST(chdir(dir) == 0);
	on_mount();
	MUST(chdir("/") == 0);
	EQ(umount(dir), 0, "unmounted");
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	return run_on_kpipe(in_place, 30);
}
