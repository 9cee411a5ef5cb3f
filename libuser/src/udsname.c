// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The names of Unix sockets: a path, or an abstract @NAME.
 *
 * A path outlives its socket. One to which nobody answers (ECONNREFUSED) is
 * left over and is replaced; that is looked at and done with the names locked,
 * so that two who begin at once do not take each other's away.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "names.h"
#include "uds.h"

/* Clients that may wait to be accepted; the system's limit is below. */
#define BACKLOG 4096

int kp_uds_type(const struct kp_transport *transport)
{
	const struct kp_transport_info *info = &transport->info;

	if (info->kind == KP_KIND_STREAM)
		return SOCK_STREAM;
	return info->can & KP_CAN_LISTEN ? SOCK_SEQPACKET : SOCK_DGRAM;
}

static int fill(struct sockaddr_un *to, socklen_t *size, const char *address)
{
	size_t length = strlen(address);

	memset(to, 0, sizeof(*to));
	to->sun_family = AF_UNIX;
	if (length < 1 || (*address == '@' && length < 2))
		return -EINVAL;
	/* An abstract name has no end but its length. */
	if (length > sizeof(to->sun_path) - (*address != '@'))
		return -ENAMETOOLONG;
	memcpy(to->sun_path, address, length);
	if (*address == '@')
		to->sun_path[0] = '\0';
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length +
			    (*address != '@'));
	return 0;
}

int kp_uds_socket(int type)
{
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* connect() to a full backlog waits as long as sending may. */
static int limit_waiting(int fd, int64_t deadline)
{
	struct timeval limit = { 0 };
	struct timespec left;

	if (deadline != KP_DEADLINE_NEVER) {
		kp_deadline_left(deadline, &left);
		limit.tv_sec = left.tv_sec;
		limit.tv_usec = left.tv_nsec / 1000;
		/* 0 would be no limit. */
		if (!limit.tv_sec && !limit.tv_usec)
			limit.tv_usec = 1;
	}
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) <
	       0 ? -errno : 0;
}

int kp_uds_connect(int fd, const char *address, int64_t deadline)
{
	struct sockaddr_un to;
	socklen_t size;
	int error = fill(&to, &size, address);

	if (!error && deadline != KP_DEADLINE_NEVER)
		error = limit_waiting(fd, deadline);
	if (error)
		return error;
	if (connect(fd, (struct sockaddr *)&to, size) < 0)
		return errno == EAGAIN ? kp_deadline_error(deadline) : -errno;
	return deadline == KP_DEADLINE_NEVER ? 0 :
	       limit_waiting(fd, KP_DEADLINE_NEVER);
}

/* Is it a socket that nobody has open any more? */
static bool is_left_over(const char *path, int type)
{
	struct stat st;
	int fd, error;

	if (lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	fd = kp_uds_socket(type | SOCK_NONBLOCK);
	if (fd < 0)
		return false;
	error = kp_uds_connect(fd, path, KP_DEADLINE_NEVER);
	close(fd);
	return error == -ECONNREFUSED;
}

/* A name that is bound and not yet listened at would look left over. */
static int bind_fd(int fd, int type, const char *address)
{
	struct sockaddr_un to;
	socklen_t size;
	int error = fill(&to, &size, address);

	if (error)
		return error;
	if (bind(fd, (struct sockaddr *)&to, size) < 0)
		return -errno;
	if (type != SOCK_DGRAM && listen(fd, BACKLOG) < 0)
		return -errno;
	return 0;
}

/* With names locked. */
static int bind_path(int names, int fd, const struct kp_transport *transport,
		     const char *address, const char *path)
{
	const char *scheme = transport->info.name;
	int type = kp_uds_type(transport), error;
	struct stat st;

	if (lstat(path, &st) == 0) {
		if (!is_left_over(address, type))
			return -EADDRINUSE;
		if (unlink(path) < 0)
			return -errno;
	}
	error = kp_name_note(names, scheme, path);
	if (error)
		return error;
	error = bind_fd(fd, type, address);
	if (error)
		kp_name_forget(names, scheme, path);
	return error;
}

/*
 * Linux gives the socket's file the mode that the socket had, less the umask,
 * so nobody gets a moment in which it is wider.
 */
int kp_uds_bind(int fd, struct kp_uds_name *name,
		const struct kp_transport *transport,
		const struct kp_request *request)
{
	const char *address = request->address;
	struct stat st;
	int names, error;

	if (*address == '@')
		return bind_fd(fd, kp_uds_type(transport), address);
	if (fchmod(fd, request->options->mode) < 0)
		return -errno;
	name->path = kp_name_path(address);
	if (!name->path)
		return -errno;
	names = kp_names_lock();
	error = names < 0 ? names : bind_path(names, fd, transport, address,
					      name->path);
	if (!error && request->flags & KP_KEEP)
		kp_name_forget(names, transport->info.name, name->path);
	if (names >= 0)
		kp_names_unlock(names);
	if (!error && lstat(name->path, &st) == 0) {
		name->device = st.st_dev;
		name->inode = st.st_ino;
	}
	if (error || request->flags & KP_KEEP) {
		free(name->path);
		name->path = NULL;
	}
	return error;
}

/* Only what we made: another program may have put its own there since. */
void kp_uds_unbind(struct kp_uds_name *name,
		   const struct kp_transport *transport)
{
	const char *scheme = transport->info.name;
	struct stat st;
	int names;

	if (!name->path)
		return;
	names = kp_names_lock();
	if (names >= 0 && kp_name_mine(names, scheme, name->path)) {
		if (lstat(name->path, &st) == 0 &&
		    st.st_dev == name->device && st.st_ino == name->inode)
			unlink(name->path);
		kp_name_forget(names, scheme, name->path);
	}
	if (names >= 0)
		kp_names_unlock(names);
	free(name->path);
}

int kp_uds_name_exists(const char *address)
{
	struct stat st;

	return lstat(address, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Its maker is gone; is somebody else there, to whom it was handed? */
int kp_uds_remove_left_over(const char *address, int type)
{
	if (!kp_uds_name_exists(address))
		return 0;
	if (!is_left_over(address, type))
		return -EBUSY;
	return unlink(address) < 0 ? -errno : 0;
}
