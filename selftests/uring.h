/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: an io_uring of one entry, by the bare system calls: one request at a
 * time is put in, and its answer waited for, or not.
 */
#ifndef KPIPE_URING_H
#define KPIPE_URING_H

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kpipe_test.h"

struct uring {
	int fd;
	struct io_uring_params params;
	char *rings;
	size_t size;
	struct io_uring_sqe *entries;
};

static inline unsigned int *uring_word(const struct uring *u, __u32 offset)
{
	return (unsigned int *)(u->rings + offset);
}

/* Whether there is io_uring here. */
static inline bool uring_open(struct uring *u)
{
	memset(u, 0, sizeof(*u));
	u->fd = syscall(SYS_io_uring_setup, 1, &u->params);
	if (u->fd < 0)
		return false;
	MUST(u->params.features & IORING_FEAT_SINGLE_MMAP);
	u->size = u->params.cq_off.cqes +
		  u->params.cq_entries * sizeof(struct io_uring_cqe);
	u->rings = mmap(NULL, u->size, PROT_READ | PROT_WRITE, MAP_SHARED,
			u->fd, IORING_OFF_SQ_RING);
	MUST(u->rings != MAP_FAILED);
	u->entries = mmap(NULL, sizeof(*u->entries), PROT_READ | PROT_WRITE,
			  MAP_SHARED, u->fd, IORING_OFF_SQES);
	MUST(u->entries != MAP_FAILED);
	return true;
}

static inline void uring_close(struct uring *u)
{
	munmap(u->entries, sizeof(*u->entries));
	munmap(u->rings, u->size);
	close(u->fd);
}

/* Puts a request in; it has been started when this returns. */
static inline void uring_put(struct uring *u, struct io_uring_sqe entry)
{
	unsigned int *tail = uring_word(u, u->params.sq_off.tail);

	u->entries[0] = entry;
	*uring_word(u, u->params.sq_off.array) = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
	MUST(syscall(SYS_io_uring_enter, u->fd, 1, 0, 0, NULL, 0) == 1);
}

static inline bool uring_done(const struct uring *u)
{
	return __atomic_load_n(uring_word(u, u->params.cq_off.tail),
			       __ATOMIC_ACQUIRE) !=
	       *uring_word(u, u->params.cq_off.head);
}

/* Waits for the answer: a count or a negative errno value. */
static inline int uring_answer(struct uring *u)
{
	unsigned int *head = uring_word(u, u->params.cq_off.head);
	unsigned int mask = *uring_word(u, u->params.cq_off.ring_mask);
	struct io_uring_cqe *answers;
	int res;

	while (!uring_done(u))
		MUST(syscall(SYS_io_uring_enter, u->fd, 0, 1,
			     IORING_ENTER_GETEVENTS, NULL, 0) == 0);
	answers = (struct io_uring_cqe *)(u->rings + u->params.cq_off.cqes);
	res = answers[*head & mask].res;
	__atomic_store_n(head, *head + 1, __ATOMIC_RELEASE);
	return res;
}

#endif /* KPIPE_URING_H */
