// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * sysvsem: - System V semaphores as doorbells: semget, semop, semtimedop,
 * semctl, visible in ipcs(1). Rings that were not heard yet are counted.
 *
 * One set has all that is needed. SEM_UNDO makes the kernel take back what a
 * process has added when it ends, however it ends: so two of the semaphores
 * count who is there. That goes by processes, not by descriptors: a child does
 * not inherit its parent's place.
 *
 * semtimedop() cannot wait for either of two things, so who listens looks up
 * now and then whether a ringer is left. Those who poll get a timer that makes
 * them do the same.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/sem.h>
#include <unistd.h>

#include "names.h"
#include "nap.h"
#include "sysvkey.h"
#include "transport.h"

#define SCHEME "sysvsem"

/* The semaphores of the set. Those that count who came tell a change from
 * none, for a side that was never there is no side that is gone. The last one
 * tells the set from one of another program.
 */
enum { BELL, RINGERS, LISTENERS, RINGERS_CAME, LISTENERS_CAME, MAGIC,
       SEMAPHORES };
#define MAGIC_VALUE 0x6b70
/* SEMVMX of the kernel. */
#define MOST_RINGS 32767

struct sysvsem {
	struct kp_channel base;
	int set;
	int timer;
	pid_t pid;	/* who takes part; copies by fork do not */
	int came;	/* of the other side, before this one */
	bool met;	/* the other side was there */
	char address[KP_SYSV_KEY_TEXT];
};

/* For semctl(), which wants its callers to define it. */
union semun {
	int val;
};

static const struct kp_attendance nobody = { -1, -1 };

static struct sysvsem *sysvsem_of(const struct kp_channel *channel)
{
	return (struct sysvsem *)channel;
}

static int place_of(const struct sysvsem *sem)
{
	return sem->base.flags & KP_SEND ? RINGERS : LISTENERS;
}

static int place_of_peers(const struct sysvsem *sem)
{
	return sem->base.flags & KP_SEND ? LISTENERS : RINGERS;
}

static int came(int place)
{
	return place == RINGERS ? RINGERS_CAME : LISTENERS_CAME;
}

static int value_of(int set, int semaphore)
{
	int value = semctl(set, semaphore, GETVAL);

	return value < 0 ? -errno : value;
}

static int operate(int set, struct sembuf *steps, size_t count)
{
	return semop(set, steps, count) < 0 ? -errno : 0;
}

/* True when the set is there and nobody is. */
static bool is_deserted(int set)
{
	return value_of(set, RINGERS) == 0 && value_of(set, LISTENERS) == 0;
}

/* Takes a place among the ringers or listeners. */
static int enter(struct sysvsem *sem)
{
	int place = place_of(sem), error;
	struct sembuf steps[] = {
		{ place, 1, SEM_UNDO },
		{ came(place), 1, 0 },
	};
	union semun zero = { .val = 0 };

	/* In this order: whoever comes in between is noticed later. */
	sem->came = value_of(sem->set, came(place_of_peers(sem)));
	if (sem->came < 0)
		return sem->came;
	sem->met = value_of(sem->set, place_of_peers(sem)) > 0;
	error = operate(sem->set, steps, ARRAY_SIZE(steps));
	if (error != -ERANGE)
		return error;
	/* The 32767th came; so begin again. */
	if (semctl(sem->set, came(place), SETVAL, zero) < 0)
		return -errno;
	return operate(sem->set, steps, ARRAY_SIZE(steps));
}

/* True when somebody of the other side was there and nobody is left. */
static int peers_gone(struct sysvsem *sem)
{
	int place = place_of_peers(sem);
	int now, there = value_of(sem->set, place);

	if (there < 0)
		return there;
	if (there > 0) {
		sem->met = true;
		return 0;
	}
	if (sem->met)
		return 1;
	now = value_of(sem->set, came(place));
	return now < 0 ? now : now != sem->came;
}

/* -EPROTOTYPE when it is no set of ours. */
static int find_set(key_t key)
{
	int set = semget(key, 0, 0), magic;

	if (set < 0)
		return -errno;
	magic = value_of(set, MAGIC);
	if (magic < 0 && magic != -EINVAL)
		return magic;
	return magic == MAGIC_VALUE ? set : -EPROTOTYPE;
}

/* Semaphores begin at 0, on Linux. */
static int make_set(key_t key, mode_t mode)
{
	union semun magic = { .val = MAGIC_VALUE };
	int set = semget(key, SEMAPHORES, IPC_CREAT | IPC_EXCL | (int)mode);
	int error;

	if (set < 0 || semctl(set, MAGIC, SETVAL, magic) == 0)
		return set < 0 ? -errno : set;
	error = -errno;
	semctl(set, 0, IPC_RMID);
	return error;
}

static bool is_noted(int names, const char *address)
{
	struct kp_owner owner;

	return !kp_name_owner(names, SCHEME, address, &owner);
}

/* There is a note exactly if nobody wants the set kept. */
static int note(int names, const char *address, unsigned int flags)
{
	if (flags & KP_KEEP)
		kp_name_forget(names, SCHEME, address);
	else if (!is_noted(names, address))
		return kp_name_note(names, SCHEME, address);
	return 0;
}

static int get_set(int names, const char *address, key_t key,
		   const struct kp_request *request)
{
	int set = find_set(key), error;

	/* What is noted and has nobody in it is left over. */
	if (set >= 0 && is_noted(names, address) && is_deserted(set)) {
		if (semctl(set, 0, IPC_RMID) < 0)
			return -errno;
		kp_name_forget(names, SCHEME, address);
		set = -ENOENT;
	}
	if (set >= 0 && request->flags & KP_EXCLUSIVE)
		return -EEXIST;
	if (set < 0 && (set != -ENOENT || !(request->flags & KP_CREATE)))
		return set;
	error = note(names, address, request->flags);
	if (error || set >= 0)
		return error ? error : set;
	set = make_set(key, request->options->mode);
	if (set < 0)
		kp_name_forget(names, SCHEME, address);
	return set;
}

static int open_channel(struct kp_channel *channel,
			const struct kp_request *request)
{
	struct sysvsem *sem = sysvsem_of(channel);
	key_t key;
	int names, error = kp_sysv_key(request->address, &key);

	if (error)
		return error;
	kp_sysv_key_text(sem->address, key);
	sem->pid = getpid();
	sem->timer = kp_nap_timer();
	if (sem->timer < 0)
		return sem->timer;
	names = kp_names_lock();
	error = names;
	if (names >= 0) {
		sem->set = get_set(names, sem->address, key, request);
		error = sem->set < 0 ? sem->set : enter(sem);
		kp_names_unlock(names);
	}
	if (error)
		close(sem->timer);
	return error;
}

/* Gives the place back, and takes the set away as the last one. */
static void leave(struct sysvsem *sem)
{
	struct sembuf step = { place_of(sem), -1, SEM_UNDO | IPC_NOWAIT };
	int names = kp_names_lock();

	operate(sem->set, &step, 1);
	if (names < 0)
		return;
	if (!(sem->base.flags & KP_KEEP) && is_deserted(sem->set) &&
	    semctl(sem->set, 0, IPC_RMID) == 0)
		kp_name_forget(names, SCHEME, sem->address);
	kp_names_unlock(names);
}

static void close_channel(struct kp_channel *channel)
{
	struct sysvsem *sem = sysvsem_of(channel);

	if (sem->pid == getpid())
		leave(sem);
	close(sem->timer);
}

static int ring(struct kp_channel *channel, uint64_t value, int64_t deadline)
{
	struct sysvsem *sem = sysvsem_of(channel);
	struct sembuf post = { BELL, 1, 0 };
	int64_t nap = KP_NAP_FIRST;
	int error;

	(void)value;
	for (;;) {
		error = peers_gone(sem);
		if (error)
			return error < 0 ? error : -EPIPE;
		error = operate(sem->set, &post, 1);
		/* -ERANGE: MOST_RINGS are waiting to be heard. */
		if (error != -ERANGE)
			return error;
		error = kp_nap(&nobody, nap, deadline);
		if (error < 0)
			return error;
		nap = kp_nap_longer(nap);
	}
}

/* 0, -EAGAIN when nobody has rung by then, -EINTR. */
static int wait_until(struct sysvsem *sem, int64_t end)
{
	struct sembuf step = { BELL, -1, 0 };
	struct timespec left;

	if (end == KP_DEADLINE_NOW)
		step.sem_flg = IPC_NOWAIT;
	return semtimedop(sem->set, &step, 1, kp_deadline_left(end, &left)) < 0 ?
	       -errno : 0;
}

static int hear(struct kp_channel *channel, uint64_t *value, int64_t deadline)
{
	struct sysvsem *sem = sysvsem_of(channel);
	int64_t end = KP_DEADLINE_NOW;
	int error, gone = 0;

	*value = 0;
	for (;;) {
		error = wait_until(sem, gone ? KP_DEADLINE_NOW : end);
		if (error != -EAGAIN)
			return error;
		/* They were gone before the semaphore was found at 0. */
		if (gone)
			return gone < 0 ? gone : -EPIPE;
		gone = peers_gone(sem);
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
	return sysvsem_of(channel)->timer;
}

static int is_ready(struct kp_channel *channel, unsigned int want)
{
	struct sysvsem *sem = sysvsem_of(channel);
	int rings = value_of(sem->set, BELL), gone;

	if (rings < 0)
		return rings;
	if (want == KP_SEND ? rings < MOST_RINGS : rings > 0)
		return (int)want;
	gone = peers_gone(sem);
	if (gone)
		return gone < 0 ? gone : (int)want;
	kp_nap_arm(sem->timer);
	return 0;
}

static int name_exists(const char *address)
{
	key_t key;

	return !kp_sysv_key(address, &key) &&
	       (semget(key, 0, 0) >= 0 || errno != ENOENT);
}

static int name_remove(const char *address)
{
	key_t key;
	int set, error = kp_sysv_key(address, &key);

	if (error)
		return error;
	set = find_set(key);
	if (set < 0)
		return set == -ENOENT ? 0 : set;
	if (!is_deserted(set))
		return -EBUSY;
	return semctl(set, 0, IPC_RMID) < 0 ? -errno : 0;
}

const struct kp_transport kp_sysvsem_transport = {
	.info = {
		.name = SCHEME,
		.address = "KEY",
		.summary = "a System V semaphore; rings are counted",
		.limits = "/proc/sys/kernel/sem; 32767 rings",
		.can = KP_CAN_OPEN | KP_CAN_CREATE,
		.kind = KP_KIND_DOORBELL,
		.poll = KP_POLL_TIMER,
		.name_kind = KP_NAME_SYSV,
		.senders = KP_MANY,
		.receivers = KP_MANY,
		.crash_receive = -EPIPE,
		.crash_send = -EPIPE,
	},
	.channel_size = sizeof(struct sysvsem),
	.open = open_channel,
	.close = close_channel,
	.ring = ring,
	.hear = hear,
	.fd = get_fd,
	.ready = is_ready,
	.name_exists = name_exists,
	.name_remove = name_remove,
};
