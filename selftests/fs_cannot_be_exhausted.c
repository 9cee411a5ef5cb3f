// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody without rights takes all that a mount gives: space, inodes, names,
 * FIFOs. It ends with an error in each case, and the memory taken is bounded by
 * the options and by the user's pipe limits.
 */
#include <sys/resource.h>

#include "fifo.h"
#include "limits.h"

struct taken {
	long bytes, files, links, fifos, pages;
	int space, inodes, names;
};

static void takes_files(struct taken *t)
{
	static char buf[64 * 1024], name[32];
	ssize_t n;
	int fd;

	fd = open("big", O_WRONLY | O_CREAT, 0600);
	while ((n = write(fd, buf, sizeof(buf))) > 0)
		t->bytes += n;
	t->space = errno;
	close(fd);
	for (;; t->files++) {
		snprintf(name, sizeof(name), "file%ld", t->files);
		fd = open(name, O_WRONLY | O_CREAT, 0600);
		if (fd < 0)
			break;
		close(fd);
	}
	t->inodes = errno;
	for (;; t->links++) {
		snprintf(name, sizeof(name), "link%ld", t->links);
		if (link("big", name) < 0)
			break;
	}
	t->names = errno;
}

static void takes_fifos(struct taken *t)
{
	static char buf[PAGE], name[32];
	int fd;

	for (;; t->fifos++) {
		snprintf(name, sizeof(name), "fifo%ld", t->fifos);
		fd = open(name, O_RDWR | O_NONBLOCK);
		if (fd < 0)
			break;
		while (write(fd, buf, PAGE) == PAGE)
			t->pages++;
	}
}

static void takes_all(void *arg)
{
	takes_fifos(arg);
	takes_files(arg);
}

static void body(void)
{
	struct taken *t = shared(sizeof(*t));
	char name[32];
	int i;

	MUST(mkdir("m", 0700) == 0);
	MUST(fs_mount("m", "size=1m,nr_inodes=400") == 0 && chdir("m") == 0);
	MUST(chmod(".", 0777) == 0);
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "fifo%d", i);
		MUST(mkfifo(name, 0666) == 0 && chmod(name, 0666) == 0);
	}
	with_limits(320, 640, takes_all, t);
	EQ(t->fifos, 100, "all FIFOs can be opened");
	/* Twenty of 16 slots, the others of 2. */
	EQ(t->pages, 20 * 16 + 80 * 2, "but only some with all their slots");
	EQ(t->bytes, 1024 * 1024, "as many bytes as the mount has");
	EQ(t->space, ENOSPC, "then ENOSPC");
	/* Less the top, the FIFOs and the big file. */
	EQ(t->files + t->links, 400 - 1 - 100 - 1, "as many inodes and names");
	EQ(t->inodes, ENOSPC, "then ENOSPC");
	EQ(t->names, ENOSPC, "nor names");
	munmap(t, sizeof(*t));
	MUST(chdir("..") == 0);
	EQ(umount("m"), 0, "unmounted");
	MUST(rmdir("m") == 0);
}

int main(void)
{
	if (!limits_can_be_set())
		return test_end();
	return run_fs_twice(body, 60);
}
