// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * mmap:FILE - a file that several processes map. The same steps as in shm.c,
 * with a path of any file system instead of a name in /dev/shm:
 *
 *	1. create		create(): open(), ftruncate()
 *	2. map it		kp_shm_fd_create(): mmap()
 *	3. the peer maps it	attach(): open(), mmap()
 *	4. exchange		shmmove.c
 *	5. unmap		kp_shm_fd_detach(): munmap()
 *	6. delete		remove_file(): unlink()
 *
 * What is exchanged is written to the file's disk sooner or later: a file
 * system in memory is faster. A file can be cut while it is mapped, by whoever
 * may write to it, and then gives SIGBUS; it is its maker's alone by default
 * (0600). So there is no listener, to which clients would bring their files.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"
#include "shmchan.h"

#define SCHEME "mmap"

static int exists(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) ? 1 : -EPROTOTYPE;
}

static int create(const char *path, size_t bytes,
		  const struct kp_request *request, struct shm_memory *memory)
{
	int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC,
		      request->options->mode);
	int error;

	if (fd < 0)
		return -errno;
	error = kp_shm_fd_create(fd, bytes, request->flags, memory);
	close(fd);
	if (error)
		unlink(path);
	return error;
}

static int attach(const char *path, struct shm_memory *memory)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW), error;

	if (fd < 0)
		return -errno;
	error = kp_shm_fd_attach(fd, memory);
	close(fd);
	return error;
}

static int remove_file(const char *path)
{
	return unlink(path) && errno != ENOENT ? -errno : 0;
}

/* For relatives: a file whose name is gone before anybody could open it. */
static int create_nameless(size_t bytes, unsigned int flags,
			   struct shm_memory *memory,
			   struct shmlink_letter *letter)
{
	char path[] = P_tmpdir "/kpipe-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC), error;

	if (fd < 0)
		return -errno;
	unlink(path);
	error = kp_shm_fd_create(fd, bytes, flags, memory);
	if (error)
		close(fd);
	else
		letter->fd[letter->count++] = fd;
	return error;
}

static int attach_nameless(const struct shmlink_letter *letter,
			   struct shm_memory *memory)
{
	return kp_shm_fd_attach(letter->fd[2], memory);
}

const struct shm_backend kp_shm_file = {
	.scheme = SCHEME,
	.address = kp_name_path,
	.exists = exists,
	.create = create,
	.attach = attach,
	.remove = remove_file,
	.create_nameless = create_nameless,
	.attach_nameless = attach_nameless,
	.detach = kp_shm_fd_detach,
};

const struct kp_transport kp_mmap_transport = {
	.info = {
		.name = SCHEME,
		.address = "FILE",
		.summary = "a ring of messages in a mapped file",
		.limits = "the room in the file system",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | SHM_CAN,
		.name_kind = KP_NAME_FILE,
		SHM_FACTS,
	},
	SHM_OPERATIONS,
	.name_exists = exists,
	.name_remove = remove_file,
};
