// SPDX-License-Identifier: GPL-2.0-only
/* Directories and symbolic links: making, listing, moving, removing. */
#include <dirent.h>
#include <limits.h>

#include "fifo.h"

static int entries(const char *path, const char *kinds)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	int n = 0, wrong = 0;

	MUST(dir);
	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		n++;
		/* The name's first letter says what it is. */
		wrong += (e->d_name[0] == 'p') != (e->d_type == DT_FIFO);
		wrong += (e->d_name[0] == 'd') != (e->d_type == DT_DIR);
		wrong += (e->d_name[0] == 's') != (e->d_type == DT_LNK);
	}
	closedir(dir);
	EQ(wrong, 0, kinds);
	return n;
}

static nlink_t links(const char *path)
{
	struct stat st;

	MUST(stat(path, &st) == 0);
	return st.st_nlink;
}

static void symlinks(void)
{
	char target[PATH_MAX], long_target[PATH_MAX];
	struct stat st;

	EQ(symlink("d1/f", "s1"), 0, "a symbolic link");
	EQ(readlink("s1", target, sizeof(target)), 4, "is read");
	OK(!memcmp(target, "d1/f", 4), "as it was made");
	MUST(lstat("s1", &st) == 0);
	OK(S_ISLNK(st.st_mode) && st.st_size == 4, "it is one");
	memset(long_target, 'x', sizeof(long_target));
	long_target[PATH_MAX - 1] = 0;
	EQ(symlink(long_target, "s2"), 0, "the longest");
	EQ(readlink("s2", target, sizeof(target)), PATH_MAX - 1, "is read");
	ERR(symlink("", "s3"), ENOENT, "the empty one is refused");
	ERR(open("s1", O_RDONLY | O_NOFOLLOW), ELOOP, "O_NOFOLLOW");
	MUST(symlink("s4", "s4") == 0);
	ERR(open("s4", O_RDONLY), ELOOP, "one to itself");
	EQ(entries(".", "kinds are listed"), 5, "five names");
	MUST(unlink("s1") == 0 && unlink("s2") == 0 && unlink("s4") == 0);
}

static void many(void)
{
	char name[300];
	int i;

	MUST(mkdir("d2", 0700) == 0);
	for (i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "d2/p%d", i);
		MUST(mkfifo(name, 0600) == 0);
	}
	EQ(entries("d2", "all are FIFOs"), 500, "five hundred");
	ERR(rmdir("d2"), ENOTEMPTY, "not empty");
	for (i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "d2/p%d", i);
		MUST(unlink(name) == 0);
	}
	EQ(rmdir("d2"), 0, "empty");
	memset(name, 'n', sizeof(name));
	name[255] = 0;
	EQ(mkfifo(name, 0600), 0, "a name of 255 bytes");
	MUST(unlink(name) == 0);
	name[255] = 'n';
	name[256] = 0;
	ERR(mkfifo(name, 0600), ENAMETOOLONG, "not of 256");
}

static void body(void)
{
	int at;

	MUST(mkdir("d1", 0700) == 0);
	EQ(links("d1"), 2, "a new directory has two links");
	MUST(mkdir("d1/e", 0700) == 0 && mkdir("d2", 0700) == 0);
	EQ(links("d1"), 3, "and one for each directory in it");
	symlinks();
	EQ(rename("d1/e", "d2/e"), 0, "moved to another");
	EQ(links("d1"), 2, "one less here");
	EQ(links("d2"), 3, "one more there");
	ERR(rename("d1", "d2"), ENOTEMPTY, "not over one that is not empty");
	EQ(rename("d1", "d2/e"), 0, "but over an empty one");
	EQ(links("d2"), 3, "the number is right");
	ERR(unlink("d2"), EISDIR, "unlink is not for directories");
	at = open("d2/e", O_DIRECTORY | O_RDONLY);
	EQ(rmdir("d2/e"), 0, "removed while open");
	ERR(openat(at, "x", O_WRONLY | O_CREAT, 0600), ENOENT,
	    "nothing can be made in it");
	close(at);
	EQ(rmdir("d2"), 0, "removed");
	many();
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
