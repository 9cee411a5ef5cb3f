// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of opening /dev/kpipe, of making a pipe and of
 * asking the module fails once; nothing is left behind, not even a charge.
 */
#include "fault.h"
#include "limits.h"

static struct kpipe_create create;
static int opened;

/* The file system that pipes are on goes with its last user, which the test is
 * itself: so it is made anew here.
 */
static void no_device(void)
{
	MUST(close(device) == 0);
}

static long open_device(void)
{
	opened = open(KP_DEVICE, O_RDWR | O_CLOEXEC);
	return fault_answer(opened);
}

static void device_again(long ret)
{
	int fd = ret < 0 ? open(KP_DEVICE, O_RDWR | O_CLOEXEC) : opened;

	MUST(fd >= 0 && dup3(fd, device, O_CLOEXEC) == device);
	MUST(close(fd) == 0);
}

static void want_pipe(void)
{
	create = (struct kpipe_create) { .fd = { -7, -7 } };
}

static void want_large_pipe(void)
{
	create = (struct kpipe_create) { .size = 1 << 20, .fd = { -7, -7 } };
}

static long create_pipe(void)
{
	return fault_answer(ioctl(device, KPIPE_IOC_CREATE, &create));
}

static void pipe_or_nothing(long ret)
{
	char byte = 0;

	if (ret < 0) {
		fault_holds(create.fd[0] == -7 && create.fd[1] == -7,
			    "the caller's memory is as it was");
		return;
	}
	fault_holds(write(create.fd[1], "x", 1) == 1 &&
		    read(create.fd[0], &byte, 1) == 1 && byte == 'x',
		    "the pipe works");
	close_pipe(create.fd);
}

static struct kpipe_query asked;

static void nothing_asked(void)
{
	memset(&asked, 0, sizeof(asked));
}

static long ask(void)
{
	return fault_answer(ioctl(device, KPIPE_IOC_QUERY, &asked));
}

static void answered(long ret)
{
	fault_holds((asked.page_size == PAGE) == (ret == 0), "an answer");
}

/* Pipe, ring, inode; the write end's dentry and file, the read end's file. */
#define OF_CREATE { [FAULT_SLAB] = 6, [FAULT_COPY] = 2 }

static const struct fault_path paths[] = {
	/* Context and its private part, super block, mount, root inode and its
	 * dentry; the name of the device.
	 */
	{ "open /dev/kpipe", { [FAULT_SLAB] = 6, [FAULT_COPY] = 1 },
	  { ENOMEM, EFAULT }, no_device, open_device, .judge = device_again },
	{ "create", OF_CREATE, { ENOMEM, ENFILE, EFAULT },
	  want_pipe, create_pipe, .judge = pipe_or_nothing },
	/* The ring is pages; if they are not in a row, single ones. */
	{ "create with a ring of many pages",
	  { [FAULT_SLAB] = 5, [FAULT_PAGE] = 1, [FAULT_COPY] = 2 },
	  { ENOMEM, ENFILE, EFAULT },
	  want_large_pipe, create_pipe, .judge = pipe_or_nothing },
	/* A user may have this one and no more: what a failed call forgets to
	 * give back is missed by the next one.
	 */
	{ "create the last that a user may have", OF_CREATE,
	  { ENOMEM, ENFILE, EFAULT },
	  want_pipe, create_pipe, .judge = pipe_or_nothing, .poor = true },
	{ "query", { [FAULT_COPY] = 2 }, { EFAULT },
	  nothing_asked, ask, .judge = answered },
	{}
};

static void body(void)
{
	limit_set(true, SLOTS);
	fault_all(paths);
	limit_set(true, 0);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
