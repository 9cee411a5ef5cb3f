// SPDX-License-Identifier: GPL-2.0-only
/* A size is rounded up to a power of two of pages, and that much fits in. */
#include "halves.h"

static void gives(size_t size, long long capacity, const char *name)
{
	static char page[PAGE];
	long long fits = 0;
	int fd[2];

	printf("# %s\n", name);
	EQ(kp_pipe_at(device, fd, O_NONBLOCK, size), capacity, "the answer");
	while (write(fd[1], page, PAGE) == PAGE)
		fits += PAGE;
	EQ(fits, capacity, "bytes that fit in, a page at a time");
	close_pipe(fd);
}

static void refused(__u64 size, const char *name)
{
	struct kpipe_create c = { .size = size, .fd = { -7, -7 } };

	ERR(ioctl(device, KPIPE_IOC_CREATE, &c), EINVAL, name);
	EQ(c.fd[0], -7, "no descriptor is named");
}

static void body(void)
{
	EQ(query().default_size, SLOTS * PAGE, "the default");
	EQ(query().page_size, PAGE, "the size of a slot");
	gives(0, SLOTS * PAGE, "no size");
	gives(1, PAGE, "one byte");
	gives(PAGE, PAGE, "one page");
	gives(PAGE + 1, 2 * PAGE, "a page and a byte");
	gives(3 * PAGE, 4 * PAGE, "three pages");
	gives(65536, 65536, "64 KiB");
	gives(65537, 131072, "64 KiB and a byte");
	gives(1 << 20, 1 << 20, "1 MiB");
	gives(query().max_size * 2, query().max_size * 2,
	      "above max_size, with CAP_SYS_RESOURCE");

	refused((1ULL << 31) + 1, "2^31 + 1");
	refused(1ULL << 32, "2^32, which a 32-bit size would take for 0");
	refused((1ULL << 32) + PAGE, "2^32 + 4096");
	refused(~0ULL, "2^64 - 1");
}

int main(void)
{
	return run_on_kpipe(body, 40);
}
