// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * sem: - POSIX semaphores as doorbells: sem_post() rings, a wait for the
 * semaphore hears, and as many rings as were not heard yet are counted. Named
 * ones for strangers, one in shared memory for relatives.
 *
 * A ring that nobody waits for is an addition in shared memory and no system
 * call. Nothing of the kernel's tells the ringer from a dead one, hence the
 * attendance (attend.h); and as waiting for a semaphore is not waiting for a
 * descriptor, who listens looks up from it now and then. Those who poll get a
 * timer that makes them do the same.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fdio.h"
#include "join.h"
#include "nap.h"

#define NS_PER_S 1000000000

struct sem {
	struct kp_channel base;
	struct kp_membership member;
	sem_t *sem;
	int memory;	/* that it is in, among relatives; else -1 */
	int timer;
};

static struct sem *sem_of(const struct kp_channel *channel)
{
	return (struct sem *)channel;
}

/* Where the C library keeps it. */
static void owner_of(const char *name, uid_t *owner)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "/dev/shm/sem.%s", name + 1);
	if (stat(path, &st) == 0)
		*owner = st.st_uid;
}

static int find(struct kp_channel *channel, const char *address,
		const struct kp_request *request, uid_t *owner)
{
	struct sem *sem = sem_of(channel);

	(void)request;
	sem->sem = sem_open(address, 0);
	if (sem->sem == SEM_FAILED)
		return -errno;
	owner_of(address, owner);
	return 0;
}

static int make(struct kp_channel *channel, const char *address,
		const struct kp_request *request)
{
	struct sem *sem = sem_of(channel);

	sem->sem = sem_open(address, O_CREAT | O_EXCL, request->options->mode,
			    0);
	return sem->sem == SEM_FAILED ? -errno : 0;
}

static void drop(struct kp_channel *channel)
{
	struct sem *sem = sem_of(channel);

	if (sem->memory < 0) {
		sem_close(sem->sem);
		return;
	}
	munmap(sem->sem, sizeof(*sem->sem));
	close(sem->memory);
}

static int remove_sem(const char *address)
{
	return sem_unlink(address) < 0 ? -errno : 0;
}

static const struct kp_joinable joinable = {
	.scheme = "sem",
	.find = find,
	.make = make,
	.drop = drop,
	.remove = remove_sem,
};

static int map(struct sem *sem, int memory)
{
	void *p = mmap(NULL, sizeof(*sem->sem), PROT_READ | PROT_WRITE,
		       MAP_SHARED, memory, 0);

	if (p == MAP_FAILED)
		return -errno;
	sem->sem = p;
	sem->memory = memory;
	return 0;
}

/* "fd=MEMORY,MINE,THEIRS" */
static int open_handed(struct sem *sem, const struct kp_request *request)
{
	struct stat st;
	int error;

	if (request->handed_count != 3)
		return -EINVAL;
	if (fstat(request->handed[0], &st) < 0 ||
	    st.st_size != sizeof(*sem->sem))
		return -EBADF;
	error = kp_join_handed(&sem->member, &request->handed[1]);
	return error ? error : map(sem, request->handed[0]);
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct sem *sem = sem_of(channel);
	const char *name = request->address;
	int error;

	sem->memory = -1;
	sem->timer = kp_nap_timer();
	if (sem->timer < 0)
		return sem->timer;
	if (request->handed_count)
		error = open_handed(sem, request);
	else if (name[0] != '/' || !name[1] || strchr(name + 1, '/'))
		error = -EINVAL;
	else
		error = kp_join(channel, &sem->member, &joinable, name,
				request);
	if (error)
		close(sem->timer);
	return error;
}

static void close_channel(struct kp_channel *channel)
{
	kp_leave(channel, &sem_of(channel)->member, &joinable);
	close(sem_of(channel)->timer);
}

/* One end of a pair, with a descriptor of the memory for its own. */
static int open_end(struct sem *end, int memory)
{
	int own = fcntl(memory, F_DUPFD_CLOEXEC, 0), error;

	if (own < 0)
		return -errno;
	end->timer = kp_nap_timer();
	error = end->timer < 0 ? end->timer : map(end, own);
	if (!error)
		return 0;
	if (end->timer >= 0)
		close(end->timer);
	close(own);
	return error;
}

static void close_end(struct sem *end)
{
	drop(&end->base);
	close(end->timer);
}

static int open_ends(struct sem *in, struct sem *out, int memory)
{
	int error = open_end(in, memory);

	if (error)
		return error;
	error = open_end(out, memory);
	if (error)
		goto close_in;
	/* Between processes, and 0: nobody has rung. */
	if (sem_init(in->sem, 1, 0) < 0) {
		error = -errno;
		goto close_out;
	}
	error = kp_join_pair(&in->member, &out->member);
	if (!error)
		return 0;
close_out:
	close_end(out);
close_in:
	close_end(in);
	return error;
}

static int open_pair(struct kp_channel *pair[2],
		     const struct kp_request *request)
{
	int memory = memfd_create("kpipe-sem", MFD_CLOEXEC);
	int error = 0;

	(void)request;
	if (memory < 0)
		return -errno;
	if (ftruncate(memory, sizeof(sem_t)) < 0)
		error = -errno;
	if (!error)
		error = open_ends(sem_of(pair[0]), sem_of(pair[1]), memory);
	close(memory);
	return error;
}

static int ring(struct kp_channel *channel, uint64_t value, int64_t deadline)
{
	struct sem *sem = sem_of(channel);
	int64_t nap = KP_NAP_FIRST;
	int error;

	(void)value;
	for (;;) {
		if (kp_attend_gone(&sem->member.attendance))
			return -EPIPE;
		if (sem_post(sem->sem) == 0)
			return 0;
		/* SEM_VALUE_MAX rings are waiting to be heard. */
		if (errno != EOVERFLOW)
			return -errno;
		error = kp_nap(&sem->member.attendance, nap, deadline);
		if (error < 0)
			return error;
		nap = kp_nap_longer(nap);
	}
}

/* 0, -EAGAIN when nobody has rung by then, -EINTR. */
static int wait_until(struct sem *sem, int64_t end)
{
	struct timespec time = {
		.tv_sec = end / NS_PER_S,
		.tv_nsec = end % NS_PER_S,
	};
	int result = end == KP_DEADLINE_NOW ? sem_trywait(sem->sem) :
		     sem_clockwait(sem->sem, CLOCK_MONOTONIC, &time);

	return !result ? 0 : errno == ETIMEDOUT ? -EAGAIN : -errno;
}

static int hear(struct kp_channel *channel, uint64_t *value, int64_t deadline)
{
	struct sem *sem = sem_of(channel);
	int64_t end = KP_DEADLINE_NOW;
	bool gone = false;
	int error;

	*value = 0;
	for (;;) {
		error = wait_until(sem, gone ? KP_DEADLINE_NOW : end);
		if (error != -EAGAIN)
			return error;
		/* They were gone before the semaphore was found at 0. */
		if (gone)
			return -EPIPE;
		gone = kp_attend_gone(&sem->member.attendance);
		if (!gone && end == deadline)
			return kp_deadline_error(deadline);
		end = kp_nap_end(KP_NAP_WATCH, deadline);
	}
}

static int get_fd(const struct kp_channel *channel, unsigned int direction,
		  short *events)
{
	(void)direction;
	*events = POLLIN;
	return sem_of(channel)->timer;
}

static int is_ready(struct kp_channel *channel, unsigned int want)
{
	struct sem *sem = sem_of(channel);
	int rings;

	if (sem_getvalue(sem->sem, &rings) < 0)
		return -errno;
	if (want == KP_SEND ? rings < SEM_VALUE_MAX : rings > 0)
		return (int)want;
	if (kp_attend_gone(&sem->member.attendance))
		return (int)want;
	kp_nap_arm(sem->timer);
	return 0;
}

static int export_end(struct kp_channel *channel, char *text, size_t size)
{
	const struct sem *sem = sem_of(channel);
	int fds[] = { sem->memory, sem->member.attendance.mine,
		      sem->member.attendance.theirs };

	if (sem->memory < 0)
		return -EOPNOTSUPP;
	return kp_fd_export(fds, ARRAY_SIZE(fds), text, size);
}

static int name_exists(const char *address)
{
	sem_t *sem = sem_open(address, 0);

	if (sem == SEM_FAILED)
		return errno != ENOENT;
	sem_close(sem);
	return 1;
}

static int name_remove(const char *address)
{
	return kp_join_remove(&joinable, address);
}

const struct kp_transport kp_sem_transport = {
	.info = {
		.name = "sem",
		.address = "/NAME",
		.summary = "a POSIX semaphore; rings are counted",
		.limits = "SEM_VALUE_MAX rings, 2147483647",
		.can = KP_CAN_OPEN | KP_CAN_CREATE | KP_CAN_PAIR |
		       KP_CAN_EXPORT,
		.kind = KP_KIND_DOORBELL,
		.poll = KP_POLL_TIMER,
		.name_kind = KP_NAME_SHM,
		.senders = KP_MANY,
		.receivers = KP_MANY,
		.crash_receive = -EPIPE,
		.crash_send = -EPIPE,
	},
	.channel_size = sizeof(struct sem),
	.open = open_channel,
	.pair = open_pair,
	.close = close_channel,
	.ring = ring,
	.hear = hear,
	.fd = get_fd,
	.ready = is_ready,
	.export = export_end,
	.name_exists = name_exists,
	.name_remove = name_remove,
};
