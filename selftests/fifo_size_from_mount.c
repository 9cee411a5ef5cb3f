// SPDX-License-Identifier: GPL-2.0-only
/*
 * pipe_size= is what a FIFO can hold, for who opens it first: root all of it,
 * others no more than max_size, and two slots when over their soft limit.
 */
#include "fifo.h"
#include "limits.h"
#include "snap.h"

struct sizes {
	volatile unsigned int alone, poor;
};

static unsigned int slots_when_opened(const char *name)
{
	int fd = open(name, O_RDWR | O_NONBLOCK);

	return fd < 0 ? 0 : snap(fd).capacity;
}

static void opens(void *arg)
{
	struct sizes *sizes = arg;

	sizes->alone = slots_when_opened("a");
	sizes->poor = slots_when_opened("b");
}

static void body(void)
{
	struct sizes *sizes = shared(sizeof(*sizes));
	char dir[64];
	int fd;

	new_directory(dir);
	private_mounts();
	MUST(fs_mount(dir, "pipe_size=4m") == 0 && chdir(dir) == 0);
	umask(0);
	MUST(mkfifo("a", 0666) == 0 && mkfifo("b", 0666) == 0);
	with_limits(0, 0, opens, sizes);
	EQ(sizes->alone, 256, "others get a megabyte, which is max_size");
	with_limits(300, 0, opens, sizes);
	EQ(sizes->alone, 256, "up to their soft limit");
	EQ(sizes->poor, 2, "and two slots over it");
	fd = open("a", O_RDWR);
	EQ(snap(fd).capacity, 1024, "root gets all");
	close(fd);
	MUST(chdir("/") == 0 && umount(dir) == 0 && rmdir(dir) == 0);
	munmap(sizes, sizeof(*sizes));
}

int main(void)
{
	if (!limits_can_be_set())
		return test_end();
	return run_on_kpipe(body, 30);
}
