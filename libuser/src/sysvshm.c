// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * sysvshm:KEY - System V shared memory, which ipcs(1) shows. The six steps,
 * with the calls they are made of, are the functions below, in this order:
 *
 *	1. create		create(): shmget(), with a key
 *	2. map it		map(): shmat()
 *	3. the peer maps it	attach(): shmget() with the same key, shmat()
 *	4. exchange		shmmove.c, which brings what processes need to
 *				agree on when to write and when to read
 *	5. unmap		detach(): shmdt()
 *	6. delete		remove_key(): shmctl(IPC_RMID)
 *
 * Such memory cannot be cut shorter while it is mapped.
 *
 * Relatives, and clients of a listener, use memory without a key that is
 * deleted as soon as it is mapped: Linux lets it live as long as somebody has
 * it mapped, and others map it by its number, so nothing is ever left over.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#include "shmchan.h"

#define SCHEME "sysvshm"

/* As a number, decimal or 0x...; key 0 is IPC_PRIVATE, which has no name. */
static int key_of(const char *text, key_t *key)
{
	unsigned long value;
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	value = strtoul(text, &end, 0);
	if (*end || errno || value == 0 || value > UINT32_MAX)
		return -EINVAL;
	*key = (key_t)(uint32_t)value;
	return 0;
}

/* In decimal, though ipcs(1) prints keys in hexadecimal. */
static char *address_of(const char *written)
{
	char *address;
	key_t key;
	int error = key_of(written, &key);

	if (error) {
		errno = -error;
		return NULL;
	}
	return asprintf(&address, "%u", (uint32_t)key) < 0 ? NULL : address;
}

static int exists(const char *address)
{
	key_t key;
	int error = key_of(address, &key);

	if (error)
		return error;
	if (shmget(key, 0, 0) >= 0)
		return 1;
	return errno == ENOENT ? 0 : -errno;
}

static int map(int id, struct shm_memory *memory)
{
	struct shmid_ds state;
	void *at = shmat(id, NULL, 0);
	int error;

	if (at == (void *)-1)
		return -errno;
	if (!shmctl(id, IPC_STAT, &state)) {
		*memory = (struct shm_memory) {
			.at = at, .bytes = state.shm_segsz,
		};
		return 0;
	}
	error = -errno;
	shmdt(at);
	return error;
}

/* Huge pages, if there are some. */
static int get(key_t key, size_t bytes, int flags, bool huge)
{
	int id = -1;

	if (huge)
		id = shmget(key, bytes, flags | SHM_HUGETLB);
	if (id < 0)
		id = shmget(key, bytes, flags);
	return id < 0 ? -errno : id;
}

static int create(const char *address, size_t bytes,
		  const struct kp_request *request, struct shm_memory *memory)
{
	key_t key;
	int id, error = key_of(address, &key);

	if (error)
		return error;
	id = get(key, bytes, IPC_CREAT | IPC_EXCL |
		 (int)(request->options->mode & 0777),
		 request->flags & KP_HUGE);
	if (id < 0)
		return id;
	error = map(id, memory);
	if (error)
		shmctl(id, IPC_RMID, NULL);
	return error;
}

static int attach(const char *address, struct shm_memory *memory)
{
	key_t key;
	int id, error = key_of(address, &key);

	if (error)
		return error;
	id = shmget(key, 0, 0);
	return id < 0 ? -errno : map(id, memory);
}

static void detach(struct shm_memory *memory)
{
	shmdt(memory->at);
}

static int remove_key(const char *address)
{
	key_t key;
	int id, error = key_of(address, &key);

	if (error)
		return error;
	id = shmget(key, 0, 0);
	if (id < 0)
		return errno == ENOENT ? 0 : -errno;
	return shmctl(id, IPC_RMID, NULL) ? -errno : 0;
}

static int create_nameless(size_t bytes, unsigned int flags,
			   struct shm_memory *memory,
			   struct shmlink_letter *letter)
{
	int id = get(IPC_PRIVATE, bytes, 0600, flags & KP_HUGE), error;

	if (id < 0)
		return id;
	error = map(id, memory);
	shmctl(id, IPC_RMID, NULL);
	letter->id = id;
	return error;
}

static int attach_nameless(const struct shmlink_letter *letter,
			   struct shm_memory *memory)
{
	return map(letter->id, memory);
}

const struct shm_backend kp_shm_sysv = {
	.scheme = SCHEME,
	.address = address_of,
	.exists = exists,
	.create = create,
	.attach = attach,
	.remove = remove_key,
	.create_nameless = create_nameless,
	.attach_nameless = attach_nameless,
	.detach = detach,
};

const struct kp_transport kp_sysvshm_transport = {
	.info = {
		.name = SCHEME,
		.address = "KEY",
		.summary = "a ring of messages in System V shared memory",
		.limits = "/proc/sys/kernel/shmmax, shmall, shmmni",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_LISTEN |
		       SHM_CAN,
		.name_kind = KP_NAME_SYSV,
		SHM_FACTS,
	},
	SHM_OPERATIONS,
	.listen = kp_shm_listen_at,
	.name_exists = exists,
	.name_remove = remove_key,
};
