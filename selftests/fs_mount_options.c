// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mount options: what each does, how /proc/mounts shows it, and what the log of
 * the mount says of one that is wrong.
 */
#include <sys/statfs.h>
#include <sys/syscall.h>

#include "fifo.h"
#include "snap.h"

static char dir[64];

/* The options of the mount as the kernel shows them, "" when there is none. */
static const char *shown(void)
{
	static char text[512];
	char line[1024], where[256], type[64];
	FILE *f = fopen("/proc/self/mounts", "r");

	MUST(f);
	text[0] = 0;
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %255s %63s %511s", where, type, text) == 3 &&
		    !strcmp(where, dir) && !strcmp(type, "kpipe"))
			break;
		text[0] = 0;
	}
	fclose(f);
	return text;
}

static void shows(const char *options, const char *want)
{
	EQ(fs_mount(dir, options), 0, options);
	if (!OK(strstr(shown(), want), want))
		printf("#   came: %s\n", shown());
	EQ(umount(dir), 0, "unmounted");
}

/* The first line of the mount's log after this one option. */
static void refused(const char *key, const char *value, const char *want)
{
	char text[512] = "";
	int fd = syscall(SYS_fsopen, "kpipe", 0);

	MUST(fd >= 0);
	ERR(syscall(SYS_fsconfig, fd, FSCONFIG_SET_STRING, key, value, 0),
	    EINVAL, value);
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	if (!OK(strstr(text, want), want))
		printf("#   came: %s\n", text);
	close(fd);
}

static void defaults(void)
{
	struct statfs st;
	struct stat top;
	long pages = sysconf(_SC_PHYS_PAGES);
	int fd;

	EQ(fs_mount(dir, ""), 0, "no options");
	MUST(statfs(dir, &st) == 0 && stat(dir, &top) == 0);
	OK(st.f_blocks > (unsigned long)pages / 5 &&
	   st.f_blocks < (unsigned long)pages / 3, "a quarter of memory");
	EQ(st.f_files, st.f_blocks / 4, "an inode for four pages");
	EQ(st.f_namelen, 255, "names of up to 255 bytes");
	EQ(top.st_mode & 07777, 01777, "for everybody, like /tmp");
	OK(top.st_uid == 0 && top.st_gid == 0, "root's");
	OK(strstr(shown(), "size=") && strstr(shown(), "nr_inodes="),
	   "limits are shown");
	OK(!strstr(shown(), "mode=") && !strstr(shown(), "uid=") &&
	   !strstr(shown(), "pipe_size="), "defaults are not");
	MUST(chdir(dir) == 0 && mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	EQ(snap(fd).capacity, 16, "FIFOs of sixteen slots");
	close(fd);
	MUST(chdir("/") == 0 && umount(dir) == 0);
}

static void looks(void)
{
	struct stat top;
	int fd;

	EQ(fs_mount(dir, "mode=2750,uid=12,gid=34,pipe_size=1m"), 0, "looks");
	MUST(stat(dir, &top) == 0);
	EQ(top.st_mode & 07777, 02750, "the mode");
	OK(top.st_uid == 12 && top.st_gid == 34, "the owner");
	MUST(chdir(dir) == 0 && mkfifo("f", 0600) == 0);
	fd = open("f", O_RDWR);
	EQ(snap(fd).capacity, 256, "FIFOs of a megabyte");
	close(fd);
	MUST(chdir("/") == 0);
	EQ(mount("none", dir, "kpipe", MS_REMOUNT,
		 "mode=2750,uid=12,gid=34,pipe_size=5000"), 0,
	   "a remount with the same");
	ERR(mount("none", dir, "kpipe", MS_REMOUNT, "mode=755"), EINVAL,
	    "but not with another mode");
	ERR(mount("none", dir, "kpipe", MS_REMOUNT, "uid=0"), EINVAL,
	    "or owner");
	MUST(chdir(dir) == 0);
	fd = open("f", O_RDWR);
	EQ(snap(fd).capacity, 2, "FIFOs of two pages from now on");
	close(fd);
	MUST(chdir("/") == 0 && umount(dir) == 0);
}

static void body(void)
{
	new_directory(dir);
	private_mounts();
	defaults();
	looks();
	shows("size=1m", "size=1024k,nr_inodes=1024");
	shows("size=5000", "size=8k");
	shows("size=1G", "size=1048576k,nr_inodes=65536");
	shows("nr_inodes=2k", "nr_inodes=2048");
	shows("pipe_size=128k", "pipe_size=131072");
	shows("mode=700", "mode=700");
	shows("uid=5,gid=6", "uid=5,gid=6");
	EQ(fs_mount(dir, "size=50%"), 0, "half of memory");
	EQ(umount(dir), 0, "unmounted");

	refused("size", "0", "size=0: not a number of bytes above 0");
	refused("size", "-1", "size=-1: not a number");
	refused("size", "1x", "size=1x: not a number");
	refused("size", "101%", "size=101%: not a number");
	refused("size", "99999999999999999999", "not a number of bytes");
	refused("size", "18446744073709551615g", "not a number of bytes");
	refused("size", "", "size");
	refused("nr_inodes", "0", "nr_inodes=0: not a number above 0");
	refused("nr_inodes", "5%", "nr_inodes=5%: not a number above 0");
	refused("pipe_size", "0", "pipe_size=0: not a number of bytes from 1");
	refused("pipe_size", "3g", "pipe_size=3g: not a number of bytes from");
	refused("mode", "10000", "mode=10000: not from 0 to 7777");
	refused("mode", "rwx", "Bad value for 'mode'");
	refused("uid", "4294967295", "uid=4294967295: there is no such id");
	refused("gid", "me", "Bad value for 'gid'");
	refused("colour", "red", "Unknown parameter 'colour'");
	ERR(fs_mount(dir, "size=0"), EINVAL, "mount(2) says EINVAL");
	MUST(rmdir(dir) == 0);
}

static int mounts(void)
{
	return mount("none", dir, "kpipe", 0, "") == -1 && errno == EPERM ?
	       0 : 1;
}

static void all(void)
{
	body();
	new_directory(dir);
	EQ(as_nobody(mounts), 0, "only root may mount");
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	return run_on_kpipe(all, 30);
}
