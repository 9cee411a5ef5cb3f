// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ioctls that answer into the caller's memory, when that can be read but not
 * written: EFAULT, and nothing has been moved or changed of which the caller
 * would not know.
 */
#include <sys/uio.h>

#include "bad_memory.h"
#include "snap.h"

static char *args;	/* a page that can only be read */
static int from[2], to[2];

/* Puts a question there. */
static void *asked(const void *question, size_t size)
{
	MUST(mprotect(args, PAGE, PROT_READ | PROT_WRITE) == 0);
	memcpy(args, question, size);
	MUST(mprotect(args, PAGE, PROT_READ) == 0);
	return args;
}

static void set_size(void)
{
	__u64 size = 64 * PAGE;

	ERR(ioctl(from[0], KPIPE_IOC_SET_SIZE, asked(&size, sizeof(size))),
	    EFAULT, "SET_SIZE");
	EQ(snap(from[0]).capacity, SLOTS, "the size is as it was");
}

static void link_pipes(unsigned long command, const char *name)
{
	struct kpipe_splice splice = {
		.fd_in = from[0],
		.fd_out = to[1],
		.len = 100,
	};

	ERR(ioctl(device, command, asked(&splice, sizeof(splice))), EFAULT,
	    name);
	EQ(unread(from[0]), 5, "the bytes are where they were");
	EQ(unread(to[0]), 0, "and nowhere else");
}

static void vmsplice_at(int fd, const char *name)
{
	static char memory[100];
	struct iovec iov = { memory, sizeof(memory) };
	struct kpipe_vmsplice vmsplice = {
		.fd = fd,
		.iov = (__u64)(unsigned long)&iov,
		.nr_segs = 1,
	};

	ERR(ioctl(device, KPIPE_IOC_VMSPLICE,
		  asked(&vmsplice, sizeof(vmsplice))), EFAULT, name);
	EQ(unread(from[0]), 5, "the pipe is as it was");
}

static void body(void)
{
	struct kpipe_snapshot snapshot = { .fd = -1 };

	args = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(args != MAP_FAILED);
	open_pipe(from, O_NONBLOCK);
	open_pipe(to, O_NONBLOCK);
	MUST(write(from[1], "hello", 5) == 5);

	set_size();
	link_pipes(KPIPE_IOC_SPLICE, "SPLICE");
	link_pipes(KPIPE_IOC_TEE, "TEE");
	vmsplice_at(from[1], "VMSPLICE into the pipe");
	vmsplice_at(from[0], "VMSPLICE out of it");

	ERR(ioctl(from[0], FIONREAD, args), EFAULT, "FIONREAD");
	ERR(ioctl(from[0], KPIPE_IOC_GET_SIZE, args), EFAULT, "GET_SIZE");
	ERR(ioctl(from[0], KPIPE_IOC_SNAPSHOT,
		  asked(&snapshot, sizeof(snapshot))), EFAULT, "SNAPSHOT");
	ERR(ioctl(device, KPIPE_IOC_SNAPSHOT, nowhere), EFAULT,
	    "nor on the device");
	EQ(unread(from[0]), 5, "the pipe is as it was");

	close_pipe(from);
	close_pipe(to);
	munmap(args, PAGE);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
