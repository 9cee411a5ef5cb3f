/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: the kernel's fault injection, for the calling task alone: its N-th
 * allocation or user copy from now on fails, or all allocations of a kind do,
 * and how many faults of each kind there have been.
 *
 * KPIPE_FAULT_TRACE=1 in the environment has the kernel log where each fault
 * hits.
 */
#ifndef KPIPE_FAULT_INJECT_H
#define KPIPE_FAULT_INJECT_H

#include <sys/mman.h>

#include "kpipe_test.h"

#define FAULT_DEBUGFS "/sys/kernel/debug/"
#define FAULT_BUDGET 1000000000	/* more than will ever be made */

enum fault_kind { FAULT_SLAB, FAULT_PAGE, FAULT_COPY, FAULT_KINDS };

static const char *const fault_names[FAULT_KINDS] = {
	"failslab", "fail_page_alloc", "fail_usercopy"
};

static struct {
	int nth, task;		/* in /proc/self */
	int own;		/* faults in looking, not in what is tested */
} inject;

static inline int fault_attribute(enum fault_kind kind, const char *file,
				  int flags)
{
	char path[128];

	snprintf(path, sizeof(path), FAULT_DEBUGFS "%s/%s", fault_names[kind],
		 file);
	return open(path, flags | O_CLOEXEC);
}

static inline bool fault_set(enum fault_kind kind, const char *file,
			     const char *value)
{
	int fd = fault_attribute(kind, file, O_WRONLY);
	bool ok;

	ok = fd >= 0 && write(fd, value, strlen(value)) > 0;
	if (fd >= 0)
		close(fd);
	return ok;
}

/* High, so that it is never in the way of the lowest free descriptor. */
static inline int fault_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC), high;

	MUST(fd >= 0);
	high = fcntl(fd, F_DUPFD_CLOEXEC, 210);
	MUST(high >= 0 && close(fd) == 0);
	return high;
}

static inline bool fault_possible(void)
{
	return access("/proc/self/fail-nth", W_OK) == 0 &&
	       access(FAULT_DEBUGFS "failslab", F_OK) == 0 &&
	       access(FAULT_DEBUGFS "fail_page_alloc", F_OK) == 0 &&
	       access(FAULT_DEBUGFS "fail_usercopy", F_OK) == 0;
}

/* Allocations that may sleep, and of any zone, are to fail as well; and what
 * user space touches is locked, so that no page fault of its own does.
 */
static inline void fault_begin(void)
{
	const char *trace = getenv("KPIPE_FAULT_TRACE") ? "2" : "0";
	char budget[16];
	int kind;

	snprintf(budget, sizeof(budget), "%d", FAULT_BUDGET);
	for (kind = 0; kind < FAULT_KINDS; kind++) {
		MUST(fault_set(kind, "probability", "0"));
		MUST(fault_set(kind, "task-filter", "Y"));
		MUST(fault_set(kind, "times", budget));
		MUST(fault_set(kind, "verbose", trace));
	}
	MUST(fault_set(FAULT_SLAB, "ignore-gfp-wait", "N"));
	MUST(fault_set(FAULT_PAGE, "ignore-gfp-wait", "N"));
	MUST(fault_set(FAULT_PAGE, "ignore-gfp-highmem", "N"));
	inject.nth = fault_open("/proc/self/fail-nth", O_RDWR);
	inject.task = fault_open("/proc/self/make-it-fail", O_RDWR);
	MUST(mlockall(MCL_CURRENT | MCL_FUTURE) == 0);
}

/* How many faults of a kind there have been. */
static inline int fault_count(enum fault_kind kind)
{
	int fd = fault_attribute(kind, "times", O_RDONLY);
	int others = kind == FAULT_COPY ? inject.own : 0;
	char text[16] = "";

	MUST(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	return FAULT_BUDGET - atoi(text) - others;
}

static inline void fault_arm(int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	MUST(pwrite(inject.nth, text, len, 0) == len);
}

/* Whether the call met its fault. If not, these two calls may: the first one
 * while it copies the answer, the second one when it has only one to go.
 */
static inline bool fault_disarm(void)
{
	char text[16] = "";
	bool read = pread(inject.nth, text, sizeof(text) - 1, 0) > 0;

	if (read && !atoi(text))
		return true;
	inject.own += !read;
	if (pwrite(inject.nth, "0", 1, 0) < 0) {
		MUST(errno == EFAULT);
		inject.own++;
	}
	return false;
}

/* From now on all allocations of a kind fail. */
static inline void fault_arm_all(int kind)
{
	MUST(fault_set(kind, "probability", "100"));
	MUST(pwrite(inject.task, "1", 1, 0) == 1);
}

static inline bool fault_disarm_all(void)
{
	int kind;

	MUST(pwrite(inject.task, "0", 1, 0) == 1);
	for (kind = 0; kind < FAULT_KINDS; kind++)
		MUST(fault_set(kind, "probability", "0"));
	return true;
}

#endif /* KPIPE_FAULT_INJECT_H */
