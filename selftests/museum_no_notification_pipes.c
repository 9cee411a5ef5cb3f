// SPDX-License-Identifier: GPL-2.0-only
/*
 * What put messages into a pipe behind its locks, overran a filter and swapped
 * the ring under both is not there: no pipe can be made a queue of
 * notifications, by whatever call.
 *
 * Bug: CVE-2022-0995, CVE-2022-2959, CVE-2026-99179.
 * Planted: KPIPE_IOC_CREATE takes O_EXCL for nothing special.
 * Printed: not ok 1 - kpipe: a pipe for notifications (came 0)
 */
#include "halves.h"

/* Of linux/watch_queue.h, which cannot be included beside fcntl.h. */
#define WATCH_QUEUE_SET_SIZE	_IO('W', 0x60)
#define WATCH_QUEUE_SET_FILTER	_IO('W', 0x61)

/* A kernel without notifications, as that of the distribution, has no pipe for
 * them either. One that has them is no judge here.
 */
static bool kernel_has_them(void)
{
	int fd[2];

	if (pipe2(fd, O_EXCL))
		return false;
	close_pipe(fd);
	return true;
}

static void body(void)
{
	unsigned int filter[8] = { 1 };		/* how many */
	char old[] = "kept";
	int fd[2], n = -1;

	if (native() && kernel_has_them()) {
		test_skip("all checks", "this kernel has notifications");
		return;
	}
	ERR(make_pipe(fd, O_EXCL), ENOPKG, "a pipe for notifications");
	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], old, 4) == 4);
	ERR(ioctl(fd[0], WATCH_QUEUE_SET_SIZE, 64), ENOTTY,
	    "its ring cannot be set up for them");
	ERR(ioctl(fd[0], WATCH_QUEUE_SET_FILTER, filter), ENOTTY,
	    "nor given a filter");
	ERR(ioctl(fd[1], WATCH_QUEUE_SET_SIZE, 64), ENOTTY,
	    "at the other end neither");
	EQ(ioctl(fd[0], FIONREAD, &n), 0, "the pipe is a pipe");
	EQ(n, 4, "with what was written");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
