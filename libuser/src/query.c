// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Asks the module about itself, and a descriptor whether it belongs to it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib.h"

/**
 * kp_query - what the module offers and holds now
 * @query: filled in; sizes in bytes, pages in pages
 *
 * The counts are those of the whole system and may be out of date as soon as
 * they are read. Does not block; safe in any thread.
 *
 * Return: 0, or the errors of kp_open().
 */
KP_PUBLIC int kp_query(struct kpipe_query *query)
{
	int device = kp_open();
	int error = 0;

	if (device < 0)
		return device;
	memset(query, 0, sizeof(*query));
	if (ioctl(device, KPIPE_IOC_QUERY, query) < 0)
		error = -errno;
	close(device);
	return error;
}

/* What the text that /proc shows for a FIFO gives away: 1 ours, 0 the kernel's
 * own, < 0 nothing. Only a pipe without a name is named after its kind.
 */
static int link_says(int fd)
{
	char path[40], text[16];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, text, sizeof(text));
	if (length >= 7 && !memcmp(text, "kpipe:[", 7))
		return 1;
	if (length >= 6 && !memcmp(text, "pipe:[", 6))
		return 0;
	return -ENODATA;
}

/* The device knows its own FIFO also where nobody has it open or the caller may
 * not read it.
 */
static int device_says(int fd)
{
	struct kpipe_snapshot state = { .fd = fd };
	int device = kp_open();
	int error = 0;

	if (device < 0)
		return device;
	if (ioctl(device, KPIPE_IOC_SNAPSHOT, &state) < 0)
		error = -errno;
	close(device);
	if (error == -EINVAL)
		return 0;
	return !error || error == -ENXIO || error == -EACCES ? 1 : error;
}

/**
 * kp_is_kpipe - tell a kpipe pipe from anything else
 * @fd: any descriptor, one opened with O_PATH included
 *
 * Needs neither rights nor the device, and still works when the descriptor
 * table is full; only for a FIFO with a name that was opened with O_PATH, and
 * where /proc is not mounted for any pipe opened so, the device is asked. Does
 * not block; safe in any thread.
 *
 * Return: 1 or 0; -EBADF; where the device is asked also the errors of
 * kp_open().
 */
KP_PUBLIC int kp_is_kpipe(int fd)
{
	struct stat st;
	uint64_t size;
	int answer;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISFIFO(st.st_mode))
		return 0;
	answer = link_says(fd);
	if (answer >= 0)
		return answer;
	if (!ioctl(fd, KPIPE_IOC_GET_SIZE, &size))
		return 1;
	/* What ioctl() says of O_PATH, and of no descriptor at all. */
	return errno == EBADF ? device_says(fd) : 0;
}
