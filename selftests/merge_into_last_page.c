// SPDX-License-Identifier: GPL-2.0-only
/*
 * A write of n bytes appends its first n % 4096 to the last unread page when
 * they fit there, and starts a new page otherwise. How many slots a sequence
 * of writes took is seen by how many pages still fit in.
 */
#include "snap.h"

static char data[4 * PAGE];

/* A negative length reads. Ends with 0. */
static void takes(const int *lengths, int slots, const char *name)
{
	int fd[2], n, free_slots = 0;

	open_pipe(fd, O_NONBLOCK);
	for (; *lengths; lengths++) {
		n = *lengths;
		if (n > 0)
			MUST(write(fd[1], data, n) == n);
		else
			MUST(read(fd[0], data, -n) == -n);
	}
	if (!native())
		EQ(snap(fd[0]).slots_used, slots, "slots in the snapshot");
	while (write(fd[1], data, PAGE) == PAGE)
		free_slots++;
	EQ(SLOTS - free_slots, slots, name);
	close_pipe(fd);
}

static void keeps_order(void)
{
	char buf[16] = "";
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "ab", 2) == 2);
	MUST(read(fd[0], buf, 1) == 1);
	MUST(write(fd[1], "c", 1) == 1);
	MUST(write(fd[1], "def", 3) == 3);
	EQ(read(fd[0], buf, 16), 5, "one read takes what was merged");
	OK(!memcmp(buf, "bcdef", 5), "in order");
	close_pipe(fd);
}

#define TAKES(slots, name, ...) \
	takes((const int[]){ __VA_ARGS__, 0 }, (slots), (name))

static void body(void)
{
	TAKES(1, "1 + 1 + 1 share a page", 1, 1, 1);
	TAKES(1, "100 + 3996 fill a page exactly", 100, 3996);
	TAKES(2, "100 + 3997 do not fit", 100, 3997);
	TAKES(3, "100 + 3997 + 100: the new page is the last", 100, 3997, 100);
	TAKES(2, "a full page takes no more", 4096, 1);
	TAKES(2, "100 + 4096: 4096 % 4096 is nothing to append", 100, 4096);
	TAKES(2, "100 + 5000: 904 appended, then a page", 100, 5000);
	TAKES(3, "4000 + 5000: 904 do not fit, two new pages", 4000, 5000);
	TAKES(3, "4000 + 5000 + 3192: the last has 904", 4000, 5000, 3192);
	TAKES(4, "4000 + 5000 + 3193", 4000, 5000, 3193);
	TAKES(1, "100, 50 read, 3996: place in the page counts",
	      100, -50, 3996);
	TAKES(2, "100, 50 read, 3997", 100, -50, 3997);
	TAKES(1, "100, 100 read, 4096: a drained page is done with",
	      100, -100, 4096);
	TAKES(1, "100, 100 read, 10, 4086: a fresh page", 100, -100, 10, 4086);
	TAKES(2, "8192 in two, 4096 read, 1", 8192, -4096, 1);
	keeps_order();
}

int main(void)
{
	return run_twice(body, 20);
}
