// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that are cut and grown while others read and map them: a store behind
 * the end is SIGBUS, what was cut reads as zeros when it comes back, and the
 * charge is right in the end.
 */
#include <setjmp.h>
#include <sys/statfs.h>

#include "fifo.h"

enum { PAGES = 64 };

static sigjmp_buf after_bus;
static unsigned int dice;

static void bus(int sig)
{
	siglongjmp(after_bus, sig);
}

static void touches(int fd)
{
	char *map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			 MAP_SHARED, fd, 0);
	volatile char c;
	char byte;

	signal(SIGBUS, bus);
	for (;;) {
		unsigned int at = (dice >> 8) % PAGES;

		dice = dice * 1103515245 + 12345;
		if (sigsetjmp(after_bus, 1))
			continue;
		if (dice & 0x10000)
			map[at * PAGE] = 1;
		else if (dice & 0x20000)
			c = map[at * PAGE];
		else if (pread(fd, &byte, 1, at * PAGE) < 0)
			_exit(1);
		(void)c;
	}
}

static void body(void)
{
	int rounds = test_scaled(1500), wrong = 0, i, fd;
	static char buf[PAGE];
	struct statfs before, after;
	unsigned int random = 99;
	pid_t pid[3];

	MUST(statfs(".", &before) == 0);
	fd = open("a", O_RDWR | O_CREAT, 0600);
	for (i = 0; i < 3; i++) {
		dice = i;
		pid[i] = child();
		if (pid[i] == 0)
			touches(fd);
	}
	for (i = 0; i < rounds; i++) {
		random = random * 1103515245 + 12345;
		wrong += ftruncate(fd, (random >> 8) % (PAGES * PAGE)) != 0;
		if (i % 16 == 0)
			usleep(500);
		wrong += pwrite(fd, buf, 1 + (random >> 20) % PAGE,
				(random >> 9) % (PAGES * PAGE - PAGE)) < 1;
	}
	EQ(wrong, 0, "every cut and every write succeeds");
	for (i = 0; i < 3; i++) {
		kill(pid[i], SIGKILL);
		OK(WTERMSIG(reap(pid[i])) == SIGKILL, "killed, not failed");
	}
	MUST(ftruncate(fd, 0) == 0 && ftruncate(fd, PAGE) == 0);
	MUST(pread(fd, buf, PAGE, 0) == PAGE);
	for (i = 0; i < PAGE; i++)
		wrong += buf[i] != 0;
	EQ(wrong, 0, "what was cut is zero");
	MUST(ftruncate(fd, 0) == 0 && statfs(".", &after) == 0);
	EQ(after.f_bfree, before.f_bfree, "and gives all of its space back");
	close(fd);
	MUST(unlink("a") == 0);
}

int main(void)
{
	return run_fs_twice(body, 60);
}
