// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the pipe that a word of the command line means.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "descriptor.h"
#include "say.h"
#include "target.h"

/* The pipe behind a descriptor of a process; 0 after a message. */
static uint64_t held_by(const char *name, pid_t pid, int fd)
{
	struct descriptor seen;
	int error = descriptor_look(&seen, pid, fd);

	if (error)
		fail("\"ls -l /proc/PID/fd\" lists the descriptors; those of "
		     "others need root", "cannot look at %s: %s", name,
		     strerror(-error));
	else if (!seen.ino)
		fail("\"kpipe show\" lists what is one",
		     "%s is no kpipe pipe but %s", name, seen.name);
	return seen.ino;
}

/* The FIFO at a path; 0 after a message. */
static uint64_t fifo_at(const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	uint64_t ino = 0;
	struct stat st;
	int ours;

	if (fd < 0) {
		fail("name it like 1234/0 (process and descriptor), by its "
		     "inode number, or by the path of a FIFO",
		     "\"%s\" names no pipe: %s", path, strerror(errno));
		return 0;
	}
	ours = kp_is_kpipe(fd);
	if (ours < 0)
		fail(NULL, "cannot look at %s: %s", path, kp_strerror(ours));
	else if (!ours)
		fail("FIFOs are kpipe's where \"mount -t kpipe\" was done",
		     "%s is no kpipe pipe", path);
	else if (!fstat(fd, &st))
		ino = st.st_ino;
	close(fd);
	return ino;
}

bool target_parse(struct target *target, const char *name)
{
	int pid, fd, used = 0;
	char *end;

	*target = (struct target) { .ino = descriptor_parse_link(name) };
	if (target->ino)
		return true;
	if (sscanf(name, "%d/%d%n", &pid, &fd, &used) == 2 && !name[used]) {
		target->ino = held_by(name, pid, fd);
		return target->ino;
	}
	target->ino = strtoull(name, &end, 10);
	if (isdigit((unsigned char)*name) && !*end && target->ino)
		return true;
	target->ino = fifo_at(name);
	target->path = name;
	return target->ino;
}
