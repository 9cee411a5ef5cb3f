// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * shm:/NAME - POSIX shared memory. The six steps, with the calls they are made
 * of, are the functions below, in this order:
 *
 *	1. create		create(): shm_open(), ftruncate()
 *	2. map it		kp_shm_fd_create(): mmap()
 *	3. the peer maps it	attach(): shm_open(), mmap()
 *	4. exchange		shmmove.c, which brings what processes need to
 *				agree on when to write and when to read
 *	5. unmap		kp_shm_fd_detach(): munmap()
 *	6. delete		remove_name(): shm_unlink()
 *
 * Relatives, and clients of a listener, use memory without a name, sealed so
 * that nobody can make it shorter under the other's feet (memfd_create(2)). A
 * name cannot be sealed: who may write to it may cut it, and whoever then
 * touches what is gone gets SIGBUS. It is its maker's alone by default (0600).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shmchan.h"

#define SCHEME "shm"
#define HUGE ((size_t)2 << 20)

static char *address_of(const char *written)
{
	if (written[0] != '/' || !written[1] || strchr(written + 1, '/')) {
		errno = EINVAL;
		return NULL;
	}
	return strdup(written);
}

static int exists(const char *address)
{
	int fd = shm_open(address, O_RDONLY, 0);

	if (fd < 0)
		return errno == ENOENT ? 0 : errno == EACCES ? 1 : -errno;
	close(fd);
	return 1;
}

static int create(const char *address, size_t bytes,
		  const struct kp_request *request, struct shm_memory *memory)
{
	int fd = shm_open(address, O_CREAT | O_EXCL | O_RDWR,
			  request->options->mode);
	int error;

	if (fd < 0)
		return -errno;
	error = kp_shm_fd_create(fd, bytes, request->flags, memory);
	close(fd);
	if (error)
		shm_unlink(address);
	return error;
}

static int attach(const char *address, struct shm_memory *memory)
{
	int fd = shm_open(address, O_RDWR, 0), error;

	if (fd < 0)
		return -errno;
	error = kp_shm_fd_attach(fd, memory);
	close(fd);
	return error;
}

static int remove_name(const char *address)
{
	return shm_unlink(address) && errno != ENOENT ? -errno : 0;
}

/* --- without a name --- */

#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static int new_memfd(size_t bytes, unsigned int flags,
		     struct shm_memory *memory)
{
	unsigned int huge = flags & KP_HUGE ? MFD_HUGETLB : 0;
	int fd = memfd_create("kpipe", MFD_CLOEXEC | MFD_ALLOW_SEALING | huge);
	int error;

	if (fd < 0)
		return -errno;
	if (huge)
		bytes = (bytes + HUGE - 1) / HUGE * HUGE;
	error = kp_shm_fd_create(fd, bytes, 0, memory);
	if (!error && fcntl(fd, F_ADD_SEALS, SEALS)) {
		error = -errno;
		kp_shm_fd_detach(memory);
	}
	if (!error)
		return fd;
	close(fd);
	return error;
}

static int create_nameless(size_t bytes, unsigned int flags,
			   struct shm_memory *memory,
			   struct shmlink_letter *letter)
{
	int fd = new_memfd(bytes, flags, memory);

	/* Where there are no huge pages, others do as well. */
	if (fd < 0 && (flags & KP_HUGE))
		fd = new_memfd(bytes, 0, memory);
	if (fd < 0)
		return fd;
	letter->fd[letter->count++] = fd;
	return 0;
}

static int attach_nameless(const struct shmlink_letter *letter,
			   struct shm_memory *memory)
{
	int fd = letter->fd[2], seals;

	if (letter->count != 3)
		return -EPROTO;
	seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || !(seals & F_SEAL_SHRINK))
		return -EPROTO;
	return kp_shm_fd_attach(fd, memory);
}

const struct shm_backend kp_shm_posix = {
	.scheme = SCHEME,
	.address = address_of,
	.exists = exists,
	.create = create,
	.attach = attach,
	.remove = remove_name,
	.create_nameless = create_nameless,
	.attach_nameless = attach_nameless,
	.detach = kp_shm_fd_detach,
};

const struct kp_transport kp_shm_transport = {
	.info = {
		.name = SCHEME,
		.address = "/NAME",
		.summary = "a ring of messages in POSIX shared memory",
		.limits = "the size of /dev/shm",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_LISTEN |
		       SHM_CAN,
		.name_kind = KP_NAME_SHM,
		SHM_FACTS,
	},
	SHM_OPERATIONS,
	.listen = kp_shm_listen_at,
	.name_exists = exists,
	.name_remove = remove_name,
};
