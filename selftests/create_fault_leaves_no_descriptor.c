// SPDX-License-Identifier: GPL-2.0-only
/* An argument that cannot be read or written: EFAULT, and nothing is made. */
#include <sys/mman.h>

#include "halves.h"

static int lowest;

static void faults(void *where, const char *name)
{
	int ret;

	errno = 0;
	if (native())
		ret = pipe2(where, 0);
	else
		ret = ioctl(device, KPIPE_IOC_CREATE, where);
	test_eq(PLACE, ret, errno, -1, EFAULT, name);
	if (!native())
		EQ(query().pipes, 0, "no pipe exists");
	EQ(dup(0), lowest, "the lowest descriptor is still free");
	EQ(dup(0), lowest + 1, "and so is the next one");
	close(lowest);
	close(lowest + 1);
}

static void body(void)
{
	/* A fresh page is all zero: a good argument, but for its place. */
	char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST(two != MAP_FAILED);
	MUST(mprotect(two + PAGE, PAGE, PROT_READ) == 0);
	lowest = dup(0);
	close(lowest);
	faults(NULL, "null");
	faults((void *)-PAGE, "a kernel address");
	faults(two + PAGE, "a read-only page");
	faults(two + PAGE - 4, "the first half can be written, the rest not");
	MUST(munmap(two + PAGE, PAGE) == 0);
	faults(two + PAGE, "an unmapped page");
	faults(two + PAGE - 4, "the rest is unmapped");
	munmap(two, PAGE);
}

int main(void)
{
	return run_twice(body, 20);
}
