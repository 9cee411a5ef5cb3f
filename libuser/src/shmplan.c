// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What lies where in a segment, and the header that says so. A guest reads it
 * once and checks it against how much memory there is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shmchan.h"

/* "kpipshm1": another layout gets another number. */
#define MAGIC 0x316d687370697065ULL

#define MOST_CAPACITY ((uint64_t)SHMRING_MOST)

int64_t kp_shm_capacity(const struct kp_options *options)
{
	uint64_t capacity = SHM_CAPACITY;
	uint64_t wanted = options->capacity;

	if (options->max_message > MOST_CAPACITY / 2 - 8 ||
	    wanted > MOST_CAPACITY)
		return -EMSGSIZE;
	if (wanted < 2 * ((uint64_t)options->max_message + 8))
		wanted = 2 * ((uint64_t)options->max_message + 8);
	while (capacity < wanted)
		capacity *= 2;
	return (int64_t)capacity;
}

static size_t back_at(const struct shm_plan *plan)
{
	return SHM_HEADER + (plan->lanes ?
			     kp_shmmpsc_bytes(plan->capacity, plan->lanes) : 0);
}

size_t kp_shm_bytes(const struct shm_plan *plan)
{
	return back_at(plan) +
	       (plan->back ? kp_shmmpsc_bytes(plan->capacity, 1) : 0);
}

static struct shm_header *header_of(const struct shm_memory *memory)
{
	return (struct shm_header *)memory->at;
}

struct shmmpsc_area *kp_shm_to_maker(const struct shm_memory *memory)
{
	return (struct shmmpsc_area *)(memory->at + SHM_HEADER);
}

struct shmmpsc_area *kp_shm_from_maker(const struct shm_memory *memory,
				       const struct shm_plan *plan)
{
	return (struct shmmpsc_area *)(memory->at + back_at(plan));
}

int kp_shm_format(const struct shm_memory *memory, const struct shm_plan *plan)
{
	struct shm_header *header = header_of(memory);
	int error = kp_owner_self(&header->maker);

	if (error)
		return error;
	header->plan = *plan;
	__atomic_store_n(&header->magic, MAGIC, __ATOMIC_RELEASE);
	return 0;
}

static bool plan_is_good(const struct shm_plan *plan)
{
	return plan->listens == 1 ||
	       (plan->listens == 0 && plan->back <= 1 &&
		plan->lanes <= SHMMPSC_LANES &&
		(plan->lanes <= 1 || !plan->back) &&
		plan->lanes + plan->back > 0 &&
		kp_shmring_capacity_is_good(plan->capacity));
}

int kp_shm_read_plan(const struct shm_memory *memory, struct shm_plan *plan)
{
	const struct shm_header *header = header_of(memory);

	if (memory->bytes < SHM_HEADER ||
	    __atomic_load_n(&header->magic, __ATOMIC_ACQUIRE) != MAGIC)
		return -EPROTO;
	memcpy(plan, (const void *)&header->plan, sizeof(*plan));
	/* The copy, which nobody else can change any more. */
	__asm__ volatile("" : "+m"(*plan));
	if (!plan_is_good(plan))
		return -EPROTO;
	if (!plan->listens && memory->bytes < kp_shm_bytes(plan))
		return -EPROTO;
	return 0;
}

/*
 * Takes the pages now: where there are none left, a later access would end
 * with SIGBUS. A kernel older than 5.14 does not know how.
 */
int kp_shm_populate(void *at, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t before = (uintptr_t)at % page;

	if (!madvise((char *)at - before, bytes + before,
		     MADV_POPULATE_WRITE) || errno == EINVAL)
		return 0;
	return errno == EFAULT ? -ENOSPC : -errno;
}
