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

/* The text that /proc shows for a descriptor: 1 ours, 0 not, < 0 no /proc. */
static int link_says(int fd)
{
	char path[40], text[16];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, text, sizeof(text));
	if (length < 0)
		return -errno;
	return length >= 7 && !memcmp(text, "kpipe:[", 7);
}

/**
 * kp_is_kpipe - tell a kpipe pipe from anything else
 * @fd: any descriptor, one opened with O_PATH included
 *
 * Goes by the link text in /proc, which no path can imitate, since a path
 * starts with a slash. It needs neither rights nor the device, and still
 * works when the descriptor table is full. Where /proc is not mounted the
 * module is asked instead. Does not block; safe in any thread.
 *
 * Return: 1 or 0; -EBADF; without /proc also the errors of kp_open().
 */
KP_PUBLIC int kp_is_kpipe(int fd)
{
	struct kpipe_snapshot state = { 0 };
	struct stat st;
	int answer;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISFIFO(st.st_mode))
		return 0;
	answer = link_says(fd);
	if (answer >= 0)
		return answer;
	answer = kp_look(fd, &state);
	if (answer == -EINVAL || answer == -ENOTTY)
		return 0;
	return answer ? answer : 1;
}
