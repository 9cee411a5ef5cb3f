// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the pipes of a pipeline and looks at them when all is over.
 *
 * Every descriptor is close-on-exec, so a command inherits only the two ends
 * that become its standard input and output.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pipeline.h"
#include "say.h"

/* A descriptor for the time after both ends are closed: what is opened with
 * O_PATH keeps the inode and its counters, but is nobody's end.
 */
static int open_look(int fd)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_PATH | O_CLOEXEC);
}

static int make_native(struct joint *joint, uint64_t size)
{
	int capacity;

	if (pipe2(joint->fd, O_CLOEXEC) < 0)
		return -errno;
	if (size > INT_MAX)
		return -EINVAL;
	if (size && fcntl(joint->fd[1], F_SETPIPE_SZ, (int)size) < 0)
		return -errno;
	capacity = fcntl(joint->fd[1], F_GETPIPE_SZ);
	joint->capacity = capacity < 0 ? 0 : (uint64_t)capacity;
	return 0;
}

static int make_kpipe(struct joint *joint, int device,
		      const struct pipeline *line)
{
	int64_t capacity = kp_pipe_at(device, joint->fd, O_CLOEXEC,
				      line->size);

	if (capacity < 0)
		return (int)capacity;
	joint->capacity = (uint64_t)capacity;
	if (line->stats)
		joint->look = open_look(joint->fd[1]);
	return 0;
}

/* A shell may start us with a standard descriptor closed. A pipe end must not
 * land there, where it would be taken for the command's own; close-on-exec
 * leaves it closed for the commands.
 */
static int occupy_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			return -errno;
	} while (fd <= STDERR_FILENO);
	close(fd);
	return 0;
}

static int make_all(struct pipeline *line, int device)
{
	struct joint *joint;
	int error;
	size_t i;

	for (i = 0; i + 1 < line->count; i++) {
		joint = &line->joints[i];
		joint->look = -1;
		error = line->native ? make_native(joint, line->size) :
			make_kpipe(joint, device, line);
		if (error)
			return error;
	}
	return 0;
}

int joints_make(struct pipeline *line)
{
	bool kpipe = !line->native && line->count > 1;
	int error, device = -1;

	error = occupy_standard();
	if (!error && kpipe) {
		device = kp_open();
		error = device < 0 ? device : 0;
	}
	if (!error)
		error = make_all(line, device);
	if (device >= 0)
		close(device);
	if (!error)
		return 0;
	if (kpipe)
		fail("ordinary pipes need no module: --native",
		     "cannot make a kpipe pipe: %s", kp_strerror(error));
	else
		fail("ask for a smaller size or fewer commands",
		     "cannot make an ordinary pipe: %s", strerror(-error));
	return EXIT_NOT_STARTED;
}

void joints_close_ends(struct pipeline *line)
{
	size_t i;

	for (i = 0; i + 1 < line->count; i++) {
		close(line->joints[i].fd[0]);
		close(line->joints[i].fd[1]);
	}
}

void joints_look(struct pipeline *line)
{
	struct kp_snapshot *snapshot;
	struct joint *joint;
	size_t i;

	for (i = 0; !line->native && i + 1 < line->count; i++) {
		joint = &line->joints[i];
		joint->error = kp_snapshot(joint->look, &snapshot);
		if (joint->error)
			continue;
		joint->state = snapshot->state;
		kp_snapshot_free(snapshot);
		close(joint->look);
	}
}
