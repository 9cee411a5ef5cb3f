// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * fifo:PATH - a pipe with a name in the file system, for strangers; a pipe of
 * the kpipe module if the file system is one mounted with -t kpipe.
 *
 * A FIFO outlives its processes, so whoever makes it (KP_CREATE) removes it,
 * and one whose maker was killed is taken over by the next that would make
 * it: those who still have it open go on with the same one.
 *
 * Receiving opens at once, sending waits until somebody receives. Both ways at
 * once is for clients of a listener: fifocall.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fifo.h"
#include "names.h"

#define SCHEME "fifo"

/* 1: a FIFO, 0: nothing. */
static int look(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISFIFO(st.st_mode) ? 1 : -EPROTOTYPE;
}

static bool maker_is_dead(int names, const char *path)
{
	struct kp_owner owner;

	return !kp_name_owner(names, SCHEME, path, &owner) &&
	       kp_owner_dead(&owner);
}

static int make(int names, const char *path, mode_t mode)
{
	int error = kp_name_note(names, SCHEME, path);

	if (error)
		return error;
	if (mkfifo(path, mode) == 0)
		return 0;
	error = -errno;
	kp_name_forget(names, SCHEME, path);
	return error;
}

int kp_fifo_make(int names, const char *path, const struct kp_request *request,
		 bool *made)
{
	bool exclusive = request->flags & KP_EXCLUSIVE;
	int there = look(path), error;

	*made = false;
	if (there < 0)
		return there;
	if (there && !maker_is_dead(names, path))
		return exclusive ? -EEXIST : 0;
	if (there && exclusive && unlink(path) < 0)
		return -errno;
	error = there && !exclusive ? kp_name_note(names, SCHEME, path) :
				      make(names, path, request->options->mode);
	if (!error)
		*made = true;
	return error;
}

void kp_fifo_remove(const char *path)
{
	int names = kp_names_lock();

	if (names < 0)
		return;
	if (kp_name_mine(names, SCHEME, path)) {
		unlink(path);
		kp_name_forget(names, SCHEME, path);
	}
	kp_names_unlock(names);
}

bool kp_fifo_keep(const char *path, const struct kp_request *request)
{
	int names;

	if (!(request->flags & KP_KEEP))
		return false;
	names = kp_names_lock();
	if (names >= 0) {
		kp_name_forget(names, SCHEME, path);
		kp_names_unlock(names);
	}
	return true;
}

int kp_fifo_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode))
		return fd;
	close(fd);
	return -EPROTOTYPE;
}

/* The kernel keeps F_SETPIPE_SZ for its own pipes. */
int kp_fifo_set_capacity(int fd, size_t capacity)
{
	uint64_t size = capacity;

	if (!capacity)
		return 0;
	if (capacity > INT_MAX)
		return -EINVAL;
	if (ioctl(fd, KPIPE_IOC_GET_SIZE, &size) == 0) {
		if (size >= capacity)
			return 0;
		size = capacity;
		return ioctl(fd, KPIPE_IOC_SET_SIZE, &size) < 0 ? -errno : 0;
	}
	if (fcntl(fd, F_GETPIPE_SZ) >= (int)capacity)
		return 0;
	return fcntl(fd, F_SETPIPE_SZ, (int)capacity) < 0 ? -errno : 0;
}

/*
 * open(2) knows no time limit. inotify tells when somebody opens the FIFO,
 * which is then tried again; the watch is there before the first try, so
 * nothing is missed.
 */
static int open_in_time(const char *path, int64_t deadline)
{
	char events[sizeof(struct inotify_event) + NAME_MAX + 1];
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), fd, ready;

	if (watch < 0)
		return -errno;
	if (inotify_add_watch(watch, path, IN_OPEN | IN_DELETE_SELF) < 0) {
		fd = -errno;
		close(watch);
		return fd;
	}
	for (;;) {
		fd = kp_fifo_open(path, O_WRONLY | O_NONBLOCK);
		if (fd != -ENXIO)
			break;
		ready = kp_wait_fd(watch, POLLIN, deadline);
		if (ready < 0) {
			fd = ready;
			break;
		}
		while (read(watch, events, sizeof(events)) > 0)
			;
	}
	close(watch);
	return fd;
}

static int open_fd(const char *path, const struct kp_request *request)
{
	if (request->flags & KP_RECEIVE)
		return kp_fifo_open(path, O_RDONLY | O_NONBLOCK);
	if (request->deadline == KP_DEADLINE_NEVER)
		return kp_fifo_open(path, O_WRONLY);
	return open_in_time(path, request->deadline);
}

static int open_end(struct kp_channel *channel, const char *path,
		    const struct kp_request *request)
{
	struct kp_pipe_end *end = (struct kp_pipe_end *)channel;
	int fd, error;

	if ((request->flags & KP_DUPLEX) == KP_DUPLEX)
		return kp_fifo_call(channel, path, request);
	fd = open_fd(path, request);
	if (fd < 0)
		return fd;
	error = kp_fifo_set_capacity(fd, request->options->capacity);
	if (error) {
		close(fd);
		return error;
	}
	if (request->flags & KP_RECEIVE)
		kp_pipe_end_init(channel, fd, -1);
	else
		kp_pipe_end_init(channel, -1, fd);
	end->in_is_fifo = true;
	return 0;
}

static bool is_fifo(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

static int open_path(struct kp_channel *channel,
		     const struct kp_request *request, char *path)
{
	struct kp_fifo_channel *fifo = (struct kp_fifo_channel *)channel;
	bool made = false;
	int names, error;

	if (request->flags & KP_CREATE) {
		names = kp_names_lock();
		if (names < 0)
			return names;
		error = kp_fifo_make(names, path, request, &made);
		kp_names_unlock(names);
		if (error)
			return error;
	}
	error = open_end(channel, path, request);
	if (error && made)
		kp_fifo_remove(path);
	if (!error && made && !kp_fifo_keep(path, request))
		fifo->path = path;
	return error;
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct kp_fifo_channel *fifo = (struct kp_fifo_channel *)channel;
	bool duplex = (request->flags & KP_DUPLEX) == KP_DUPLEX;
	char *path;
	int error;

	if (request->handed_count) {
		fifo->end.in_is_fifo = true;
		return kp_pipe_end_open(channel, request);
	}
	/* A listener makes the name that is called. */
	if (duplex && request->flags & KP_CREATE)
		return -EINVAL;
	path = kp_name_path(request->address);
	if (!path)
		return -errno;
	error = open_path(channel, request, path);
	if (fifo->path != path)
		free(path);
	return error;
}

static void close_channel(struct kp_channel *channel)
{
	struct kp_fifo_channel *fifo = (struct kp_fifo_channel *)channel;

	kp_pipe_end_close(channel);
	if (fifo->path)
		kp_fifo_remove(fifo->path);
	free(fifo->path);
}

static int name_exists(const char *address)
{
	return look(address) == 1;
}

static int name_remove(const char *address)
{
	if (look(address) != 1 || unlink(address) == 0)
		return 0;
	return -errno;
}

const struct kp_pipe_transport kp_fifo_transport = {
	.base = {
		.info = {
			.name = SCHEME,
			.address = "PATH",
			.summary = "a pipe with a name, for strangers",
			.limits = "/proc/sys/fs/pipe-max-size",
			.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_LISTEN |
			       KP_PIPE_END_ABILITIES,
			.name_kind = KP_NAME_FILE,
			KP_PIPE_END_FACTS,
		},
		.channel_size = sizeof(struct kp_fifo_channel),
		.listener_size = sizeof(struct kp_fifo_listener),
		.open = open_channel,
		.listen = kp_fifo_listen,
		.accept = kp_fifo_accept,
		.listener_fd = kp_fifo_listener_fd,
		.unlisten = kp_fifo_unlisten,
		.close = close_channel,
		KP_PIPE_END_OPERATIONS,
		.name_exists = name_exists,
		.name_remove = name_remove,
	},
	.is_pipe = is_fifo,
};
