// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FIFO is charged to who opens it first: over the hard limit that open is
 * ENOMEM, over the soft one it gets two slots; root is bound by neither.
 */
#include "fifo.h"
#include "limits.h"

struct found {
	volatile int first, second, error, slots;
};

static int slots_of(int fd)
{
	static char page[PAGE];
	int n = 0;

	while (write(fd, page, PAGE) == PAGE)
		n++;
	return n;
}

static void opens(void *arg)
{
	struct found *found = arg;

	found->first = open("a", O_RDWR | O_NONBLOCK);
	found->second = open("b", O_RDWR | O_NONBLOCK);
	found->error = found->second < 0 ? errno : 0;
	if (found->second >= 0)
		found->slots = slots_of(found->second);
}

static void body(void)
{
	struct found *found = shared(sizeof(*found));

	MUST(chmod(".", 0755) == 0);
	MUST(mkfifo("a", 0666) == 0 && mkfifo("b", 0666) == 0);
	MUST(chmod("a", 0666) == 0 && chmod("b", 0666) == 0);
	with_limits(0, 16, opens, found);
	OK(found->first >= 0, "up to the hard limit");
	EQ(found->second, -1, "not over it");
	EQ(found->error, ENOMEM, "which is ENOMEM");
	with_limits(16, 0, opens, found);
	OK(found->first >= 0, "up to the soft limit");
	OK(found->second >= 0, "and over it");
	EQ(found->slots, 2, "with two slots");
	with_limits(0, 0, opens, found);
	EQ(found->slots, 16, "without a limit: sixteen");
	munmap(found, sizeof(*found));
	MUST(unlink("a") == 0 && unlink("b") == 0);
}

int main(void)
{
	if (!limits_can_be_set())
		return test_end();
	return run_fs_twice(body, 30);
}
