// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells from /proc what a descriptor of some process is. An end says in its
 * fdinfo that it belongs to kpipe. What was opened with O_PATH says nothing
 * there, so the library is asked about it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "descriptor.h"

uint64_t descriptor_parse_link(const char *text)
{
	uint64_t ino;
	int end = 0;

	if (sscanf(text, "kpipe:[%" SCNu64 "]%n", &ino, &end) != 1 || !end)
		return 0;
	return text[end] ? 0 : ino;
}

static bool path_is_kpipe(const char *link)
{
	int fd = open(link, O_PATH | O_CLOEXEC);
	bool ours = fd >= 0 && kp_is_kpipe(fd) == 1;

	if (fd >= 0)
		close(fd);
	return ours;
}

/* The inode number of a FIFO, or 0. Does not wait for a file system that does
 * not answer.
 */
static uint64_t fifo_at(const char *link)
{
	struct statx st;

	if (statx(AT_FDCWD, link, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO,
		  &st) < 0 || !S_ISFIFO(st.stx_mode))
		return 0;
	return st.stx_ino;
}

/* Fills in what the descriptor is open for. Returns whether it is an end of
 * ours.
 */
static bool read_fdinfo(struct descriptor *seen, pid_t pid, int number)
{
	char path[64], line[128];
	unsigned int flags = O_PATH;
	bool ours = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", pid, number);
	file = fopen(path, "re");
	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "flags: %o", &flags);
		ours |= !strncmp(line, "kpipe-end:", strlen("kpipe-end:"));
	}
	fclose(file);
	seen->reads = !(flags & O_PATH) && (flags & O_ACCMODE) != O_WRONLY;
	seen->writes = !(flags & O_PATH) && (flags & O_ACCMODE) != O_RDONLY;
	return ours;
}

int descriptor_look(struct descriptor *seen, pid_t pid, int number)
{
	ssize_t length;
	uint64_t fifo;
	char link[64];
	bool ours;

	*seen = (struct descriptor) { 0 };
	snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, number);
	length = readlink(link, seen->name, sizeof(seen->name) - 1);
	if (length < 0)
		return -errno;
	seen->name[length] = '\0';

	seen->ino = descriptor_parse_link(seen->name);
	fifo = *seen->name == '/' ? fifo_at(link) : 0;
	if (!seen->ino && !fifo && strcmp(seen->name, KP_DEVICE))
		return 0;
	ours = read_fdinfo(seen, pid, number);
	if (fifo && (ours || (!seen->reads && !seen->writes &&
			      path_is_kpipe(link))))
		seen->ino = fifo;
	return 0;
}
