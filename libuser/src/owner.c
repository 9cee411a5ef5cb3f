// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Tells processes apart and whether they have ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "owner.h"

/* Field 22 of /proc/PID/stat. Field 2 is the program's name in parentheses and
 * may hold anything, parentheses included, so fields count from the last one.
 */
int kp_owner_start(int32_t pid, uint64_t *start)
{
	char path[32], text[512], *field;
	ssize_t length;
	int fd, i;

	snprintf(path, sizeof(path), "/proc/%" PRId32 "/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? -ESRCH : -errno;
	length = read(fd, text, sizeof(text) - 1);
	if (length < 0)
		length = -errno;
	close(fd);
	if (length < 0)
		return (int)length;
	text[length] = '\0';
	field = strrchr(text, ')');
	for (i = 2; field && i < 22; i++)
		field = strchr(field + 1, ' ');
	if (!field)
		return -EIO;
	*start = strtoull(field, NULL, 10);
	return 0;
}

static int own_pid_space(uint32_t *space)
{
	struct stat st;

	if (stat("/proc/self/ns/pid", &st) < 0)
		return -errno;
	*space = (uint32_t)st.st_ino;
	return 0;
}

int kp_owner_self(struct kp_owner *owner)
{
	int error = own_pid_space(&owner->pid_space);

	owner->pid = getpid();
	return error ? error : kp_owner_start(owner->pid, &owner->start);
}

bool kp_owner_same(const struct kp_owner *a, const struct kp_owner *b)
{
	return a->pid == b->pid && a->pid_space == b->pid_space &&
	       a->start == b->start;
}

/*
 * The start is read while the descriptor is held: if it is the owner's, the
 * descriptor is the owner's too, since the number cannot have changed hands
 * between. A process that is not there any more to read the start of has
 * ended, whoever it was.
 */
int kp_owner_watch(const struct kp_owner *owner)
{
	uint32_t space;
	uint64_t start;
	int error = own_pid_space(&space), fd;

	if (error)
		return error;
	if (owner->pid_space != space)
		return -EXDEV;
	if (owner->pid <= 0)
		return -ESRCH;
	fd = pidfd_open(owner->pid, 0);
	if (fd < 0)
		return -errno;
	error = kp_owner_start(owner->pid, &start);
	if (!error && start != owner->start)
		error = -ESRCH;
	if (!error)
		return fd;
	close(fd);
	return error;
}

bool kp_owner_dead(const struct kp_owner *owner)
{
	struct pollfd entry = { .events = POLLIN };
	bool dead;

	entry.fd = kp_owner_watch(owner);
	if (entry.fd < 0)
		return entry.fd == -ESRCH;
	dead = poll(&entry, 1, 0) == 1;
	close(entry.fd);
	return dead;
}
