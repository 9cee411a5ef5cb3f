/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: the two limits on the pages of a user without privilege: module
 * parameters of kpipe, sysctls of the native pipe. The native ones are left
 * alone on a machine without the module: it is somebody's own.
 */
#ifndef KPIPE_LIMITS_H
#define KPIPE_LIMITS_H

#include "child.h"
#include "halves.h"

static inline const char *limit_path(bool hard)
{
	if (native())
		return hard ? "/proc/sys/fs/pipe-user-pages-hard" :
			      "/proc/sys/fs/pipe-user-pages-soft";
	return hard ? "/sys/module/kpipe/parameters/user_pages_hard" :
		      "/sys/module/kpipe/parameters/user_pages_soft";
}

static inline long limit_get(bool hard)
{
	long value = -1;
	FILE *f = fopen(limit_path(hard), "r");

	MUST(f && fscanf(f, "%ld", &value) == 1);
	fclose(f);
	return value;
}

static inline void limit_set(bool hard, long value)
{
	FILE *f = fopen(limit_path(hard), "w");

	MUST(f && fprintf(f, "%ld", value) > 0 && fclose(f) == 0);
	MUST(limit_get(hard) == value);
}

/* Runs fn as somebody without rights, with these limits; the old return. */
static inline void with_limits(long soft, long hard, void (*fn)(void *),
			       void *arg)
{
	long old_soft = limit_get(false), old_hard = limit_get(true);
	pid_t pid;

	limit_set(false, soft);
	limit_set(true, hard);
	pid = child();
	if (pid == 0) {
		MUST(setresgid(65534, 65534, 65534) == 0);
		MUST(setresuid(65534, 65534, 65534) == 0);
		fn(arg);
		_exit(0);
	}
	EQ(reap(pid), 0, "the user without rights ends by himself");
	limit_set(false, old_soft);
	limit_set(true, old_hard);
}

/* How many pages go into a new O_NONBLOCK pipe, or -errno. */
static inline int pages_of_new_pipe(int fd[2])
{
	static char page[PAGE];
	int n = 0;

	if (make_pipe(fd, O_NONBLOCK))
		return -errno;
	while (write(fd[1], page, PAGE) == PAGE)
		n++;
	return n;
}

static inline bool limits_can_be_set(void)
{
	if (geteuid() == 0 && access(KP_DEVICE, F_OK) == 0)
		return true;
	test_begin(20);
	test_skip("all checks", "needs root and the module, in the test VM");
	return false;
}

#endif /* KPIPE_LIMITS_H */
