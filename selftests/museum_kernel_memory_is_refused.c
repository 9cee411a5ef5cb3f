// SPDX-License-Identifier: GPL-2.0-only
/*
 * No call on a pipe takes an address in the kernel's half for a buffer: nothing
 * is stored there, and nothing comes from there. So that a kernel that does
 * take it comes to no harm, the address is where the kernel has a page of this
 * very test.
 *
 * Bug: CVE-2008-0600.
 * Planted: the ioctl takes the vector for one of kernel addresses.
 * Printed: not ok 4 - kpipe: vmsplice out (came 8); not ok 17 - kpipe: nothing
 * was stored in the page
 */
#include <link.h>
#include <sys/mman.h>

#include "twins.h"

static unsigned char *page;

/* Where in physical memory the page is; 0 if that is a secret. */
static unsigned long physical(void)
{
	unsigned long entry = 0, number = (unsigned long)page / PAGE;
	int fd = open("/proc/self/pagemap", O_RDONLY);

	if (fd < 0)
		return 0;
	MUST(pread(fd, &entry, 8, number * 8) == 8);
	close(fd);
	return (entry & ((1UL << 55) - 1)) * PAGE;
}

/* The address at which the kernel sees it, by the table of /proc/kcore. */
static char *in_kernel(void)
{
	unsigned long at = physical(), skip;
	int fd = open("/proc/kcore", O_RDONLY), i;
	unsigned char seen[16] = "";
	ElfW(Phdr) segment;
	ElfW(Ehdr) head;

	if (fd < 0 || !at)
		return NULL;
	MUST(pread(fd, &head, sizeof(head), 0) == sizeof(head));
	for (i = 0; i < head.e_phnum; i++) {
		MUST(pread(fd, &segment, sizeof(segment), head.e_phoff + i *
			   sizeof(segment)) == sizeof(segment));
		skip = at - segment.p_paddr;
		if (segment.p_type != PT_LOAD || at < segment.p_paddr ||
		    skip >= segment.p_memsz)
			continue;
		MUST(pread(fd, seen, 16, segment.p_offset + skip) == 16);
		if (memcmp(seen, page, 16))
			continue;
		close(fd);
		return (char *)segment.p_vaddr + skip;
	}
	close(fd);
	return NULL;
}

static bool page_is_whole(void)
{
	int i;

	for (i = 0; i < PAGE; i++)
		if (page[i] != (unsigned char)(i * 3 + 1))
			return false;
	return true;
}

static void plain_calls(int fd[2], char *kernel)
{
	struct iovec iov = { kernel, 8 };

	ERR(read(fd[0], kernel, 8), EFAULT, "read");
	ERR(readv(fd[0], &iov, 1), EFAULT, "readv");
	ERR(write(fd[1], kernel, 8), EFAULT, "write");
	ERR(vmsplice_pipe(fd[0], &iov, 1, 0), EFAULT, "vmsplice out");
	ERR(vmsplice_pipe(fd[1], &iov, 1, 0), EFAULT, "vmsplice in");
	ERR(vmsplice_pipe(fd[0], (void *)kernel, 1, 0), EFAULT, "the vector");
	ERR(ioctl(fd[0], FIONREAD, kernel), EFAULT, "FIONREAD");
}

static void our_calls(int fd[2], char *kernel)
{
	struct kpipe_snapshot snap = {
		.fd = -1,
		.slots = (__u64)(unsigned long)kernel,
		.slots_room = 4,
	};

	ERR(ioctl(fd[0], KPIPE_IOC_SNAPSHOT, &snap), EFAULT, "slots");
	ERR(ioctl(fd[0], KPIPE_IOC_SNAPSHOT, kernel), EFAULT, "snapshot");
	ERR(ioctl(fd[0], KPIPE_IOC_GET_SIZE, kernel), EFAULT, "size");
	ERR(ioctl(fd[0], KPIPE_IOC_SET_SIZE, kernel), EFAULT, "new size");
	ERR(ioctl(device, KPIPE_IOC_QUERY, kernel), EFAULT, "query");
	ERR(ioctl(device, KPIPE_IOC_CREATE, kernel), EFAULT, "create");
	ERR(ioctl(device, KPIPE_IOC_SPLICE, kernel), EFAULT, "splice");
	ERR(ioctl(device, KPIPE_IOC_TEE, kernel), EFAULT, "tee");
	ERR(ioctl(device, KPIPE_IOC_VMSPLICE, kernel), EFAULT, "vmsplice");
}

static void body(void)
{
	char buf[16], *kernel;
	int fd[2], i;

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	MUST(page != MAP_FAILED);
	for (i = 0; i < PAGE; i++)
		page[i] = i * 3 + 1;
	kernel = in_kernel();
	if (!kernel) {
		test_skip("all checks", "cannot see where the kernel has it");
		return;
	}
	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "eight  !", 8) == 8);
	plain_calls(fd, kernel);
	if (!native())
		our_calls(fd, kernel);
	OK(page_is_whole(), "nothing was stored in the page");
	EQ(read(fd[0], buf, 16), 8, "and the pipe has what it had");
	OK(!memcmp(buf, "eight  !", 8), "unchanged");
	close_pipe(fd);
	munmap(page, PAGE);
}

int main(void)
{
	return run_twice(body, 20);
}
