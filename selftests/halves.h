/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: the two halves of a test. A behaviour of ordinary pipes is written
 * once, as body(), and run by run_twice(): first on pipe2(2), which proves
 * that what the test expects is true of the running kernel, then on the
 * module's pipe, which proves the module. What only the module has is run by
 * run_on_kpipe(). Each kpipe half must leave no pipe and no page behind.
 *
 * KPIPE_HALF=native or KPIPE_HALF=kpipe in the environment picks one half.
 */
#ifndef KPIPE_HALVES_H
#define KPIPE_HALVES_H

#include <sys/ioctl.h>
#include <sys/utsname.h>

#include <kpipe/kpipe.h>

#include "kpipe_test.h"

#define PAGE 4096
#define SLOTS 16

/* High, so that it is never in the way of "the lowest free descriptor". */
static int device = -1;

static inline bool native(void)
{
	return device < 0;
}

static inline int make_pipe(int fd[2], int flags)
{
	int64_t err;

	if (native())
		return pipe2(fd, flags);
	err = kp_pipe_at(device, fd, flags, 0);
	if (err >= 0)
		return 0;
	errno = -err;
	return -1;
}

static inline void open_pipe(int fd[2], int flags)
{
	MUST(make_pipe(fd, flags) == 0);
}

static inline void close_pipe(int fd[2])
{
	MUST(close(fd[0]) == 0);
	MUST(close(fd[1]) == 0);
}

/* An empty pipe becomes full. */
static inline void fill_pipe(int fd)
{
	static const char page[PAGE];
	int i;

	for (i = 0; i < SLOTS; i++)
		MUST(write(fd, page, PAGE) == PAGE);
}

static inline struct kpipe_query query(void)
{
	struct kpipe_query q = { 0 };

	MUST(ioctl(device, KPIPE_IOC_QUERY, &q) == 0);
	return q;
}

/* For the few answers that the native pipe learned in a later version. */
static inline bool kernel_older_than(int major, int minor)
{
	struct utsname name;
	int a = 0, b = 0;

	MUST(uname(&name) == 0 && sscanf(name.release, "%d.%d", &a, &b) == 2);
	return a < major || (a == major && b < minor);
}

static inline void not_on_this_kernel(const char *name)
{
	printf("ok %d - %s: %s # SKIP this kernel's pipe answers otherwise\n",
	       ++test.checks, test.half, name);
}

static inline bool half_wanted(const char *half)
{
	const char *only = getenv("KPIPE_HALF");

	return !only || !strcmp(only, half);
}

static inline void kpipe_half(void (*body)(void))
{
	struct kpipe_query before, after;
	int fd;

	if (!half_wanted("kpipe"))
		return;
	test.half = "kpipe";
	fd = open(KP_DEVICE, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		test_skip("all checks", KP_DEVICE " is not there");
		return;
	}
	device = fcntl(fd, F_DUPFD_CLOEXEC, 200);
	MUST(device >= 0 && close(fd) == 0);
	before = query();
	body();
	after = query();
	EQ(after.pipes, before.pipes, "no pipe is left behind");
	EQ(after.pages, before.pages, "no page is left behind");
	close(device);
	device = -1;
}

static inline int run_twice(void (*body)(void), int seconds)
{
	test_begin(seconds);
	if (half_wanted("native")) {
		test.half = "pipe";
		body();
	}
	kpipe_half(body);
	return test_end();
}

static inline int run_on_kpipe(void (*body)(void), int seconds)
{
	test_begin(seconds);
	if (!half_wanted("kpipe")) {
		test.half = "pipe";
		test_skip("all checks", "only the module has this");
	}
	kpipe_half(body);
	return test_end();
}

#endif /* KPIPE_HALVES_H */
