// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module cannot be unloaded while a file system of it is mounted, or kept
 * by an open file after a lazy umount; afterwards it can.
 */
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "module.h"

static void refused(const char *name)
{
	ERR(module_unload(), EWOULDBLOCK, name);
	OK(module_refs() > 0, "references are held");
}

static void body(void)
{
	char dir[] = "/tmp/kpipe-XXXXXX", buf[8];
	int fd;

	MUST(unshare(CLONE_NEWNS) == 0 && mkdtemp(dir));
	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	EQ(module_refs(), 0, "nothing holds the module at first");
	MUST(mount("none", dir, "kpipe", 0, NULL) == 0);
	refused("mounted");
	MUST(chdir(dir) == 0 && mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	MUST(fd >= 0 && chdir("/") == 0);
	refused("a FIFO is open");
	MUST(umount2(dir, MNT_DETACH) == 0);
	refused("unmounted lazily, with a FIFO open");
	EQ(write(fd, "abc", 3), 3, "which works");
	EQ(read(fd, buf, 8), 3, "both ways");
	close(fd);
	EQ(module_refs(), 0, "closed: no reference");

	MUST(mount("none", dir, "kpipe", 0, NULL) == 0 && umount(dir) == 0);
	EQ(module_refs(), 0, "unmounted: no reference");
	EQ(module_unload(), 0, "it can be unloaded");
	ERR(mount("none", dir, "kpipe", 0, NULL), ENODEV, "no such type now");
	EQ(module_load(), 0, "it can be loaded again");
	EQ(mount("none", dir, "kpipe", 0, NULL), 0, "and mounted");
	EQ(umount(dir), 0, "and unmounted");
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	if (module_can_be_cycled(30))
		body();
	return test_end();
}
