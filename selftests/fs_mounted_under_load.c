// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mounting and unmounting in a loop while others make, open, rename, fill and
 * remove whatever they find there, and are killed; every umount that succeeds
 * leaves nothing behind, which the run-guest script looks for.
 */
#include "fifo.h"

enum { WORKERS = 4 };

static void works(unsigned int seed)
{
	char name[16], other[16];
	static char buf[3 * PAGE];
	int fd;

	signal(SIGPIPE, SIG_IGN);
	for (;; seed = seed * 1103515245 + 12345) {
		unsigned int dice = seed >> 8;

		snprintf(name, sizeof(name), "m/%u", dice % 5);
		snprintf(other, sizeof(other), "m/%u", dice / 8 % 5);
		fd = -1;
		switch (dice / 64 % 10) {
		case 0:
		case 1:
			mkfifo(name, 0600);
			break;
		case 2:
			fd = open(name, O_RDWR | O_NONBLOCK);
			break;
		case 3:
			fd = open(name, O_RDONLY | O_NONBLOCK);
			break;
		case 4:
			fd = open(name, O_RDWR | O_CREAT | O_NONBLOCK, 0600);
			break;
		case 5:
			rename(name, other);
			break;
		case 6:
			link(name, other);
			break;
		case 7:
			symlink(name, other);
			break;
		case 8:
			unlink(name);
			break;
		case 9:
			fd = open(name, dice & 1 ? O_RDONLY : O_WRONLY);
			break;
		}
		if (fd < 0)
			continue;
		if (write(fd, buf, dice % sizeof(buf)) < 0 ||
		    read(fd, buf, dice % sizeof(buf)) < 0)
			errno = 0;
		close(fd);
	}
}

static void body(void)
{
	int rounds = test_scaled(150), mounted = 0, busy = 0, wrong = 0, i;
	unsigned int random = 815;
	pid_t pid[WORKERS];

	MUST(mkdir("m", 0700) == 0);
	for (i = 0; i < WORKERS; i++) {
		pid[i] = child();
		if (pid[i] == 0)
			works(i);
	}
	for (i = 0; i < rounds; i++) {
		int j = i % WORKERS;

		if (fs_mount("m", "size=256k,nr_inodes=50") == 0)
			mounted++;
		random = random * 1103515245 + 12345;
		usleep((random >> 8) % 3000);
		kill(pid[j], SIGKILL);
		reap(pid[j]);
		pid[j] = child();
		if (pid[j] == 0)
			works(i);
		if (i % 3 && umount("m") == 0)
			continue;
		busy += i % 3 != 0;
		wrong += umount2("m", MNT_DETACH) != 0;
	}
	for (i = 0; i < WORKERS; i++) {
		kill(pid[i], SIGKILL);
		reap(pid[i]);
	}
	printf("# %d times mounted, %d times busy\n", mounted, busy);
	EQ(mounted, rounds, "every mount succeeded");
	EQ(wrong, 0, "and every lazy umount");
	for (i = 0; i < 5; i++) {
		char name[16];

		snprintf(name, sizeof(name), "m/%d", i);
		unlink(name);
	}
	EQ(rmdir("m"), 0, "what was under the mounts is as it was");
}

int main(void)
{
	return run_fs_twice(body, 100);
}
