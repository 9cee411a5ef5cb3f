// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Keeps attendance with FIFOs in /dev/shm.
 *
 * Each side opens its own FIFO for both directions: that neither waits nor
 * fails for want of a reader, and a byte written to it raises no SIGPIPE. The
 * other side's FIFO is opened for reading only, so that the kernel's count of
 * writers is the count of those who hold it.
 *
 * The FIFOs are removed under the exclusive lock only. Whoever gets a lock
 * looks whether what he has opened still has its names, and begins again if
 * not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kpipe/channel.h>

#include "attend.h"
#include "deadline.h"

#define FOLDER "/dev/shm/kpipe-"

enum side { SENDERS, RECEIVERS };

static const char *const suffixes[] = { ".senders", ".receivers" };

static enum side side_of(unsigned int direction)
{
	return direction == KP_SEND ? SENDERS : RECEIVERS;
}

static int path_of(char path[PATH_MAX], const char *name, enum side side)
{
	int length = snprintf(path, PATH_MAX, FOLDER "%s%s", name,
			      suffixes[side]);

	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* The folder is everybody's: a FIFO of somebody else may be a trap. */
static int check_fifo(int fd, uid_t owner)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISFIFO(st.st_mode) || (st.st_uid != owner &&
				      st.st_uid != geteuid() && st.st_uid))
		return -EPERM;
	return 0;
}

static int open_fifo(const char *name, enum side side, int mode, uid_t owner)
{
	char path[PATH_MAX];
	int fd, error = path_of(path, name, side);

	if (error)
		return error;
	fd = open(path, mode | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	error = check_fifo(fd, owner);
	if (!error)
		return fd;
	close(fd);
	return error;
}

static int lock(int fd, int how)
{
	int error;

	do {
		error = flock(fd, how) < 0 ? -errno : 0;
	} while (error == -EINTR);
	return error;
}

static int have_names(const struct kp_attendance *attendance)
{
	struct stat mine, theirs;

	if (fstat(attendance->mine, &mine) < 0 ||
	    fstat(attendance->theirs, &theirs) < 0)
		return -errno;
	return mine.st_nlink && theirs.st_nlink ? 0 : -ESTALE;
}

int kp_attend_pair(struct kp_attendance pair[2])
{
	int senders[2], receivers[2], error;

	if (pipe2(senders, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	if (pipe2(receivers, O_CLOEXEC | O_NONBLOCK) < 0) {
		error = -errno;
		close(senders[0]);
		close(senders[1]);
		return error;
	}
	pair[0].mine = receivers[1];
	pair[0].theirs = senders[0];
	pair[1].mine = senders[1];
	pair[1].theirs = receivers[0];
	return 0;
}

static int open_both(struct kp_attendance *attendance, const char *name,
		     unsigned int direction, uid_t owner)
{
	enum side side = side_of(direction);
	int error;

	attendance->theirs = -1;
	attendance->mine = open_fifo(name, side, O_RDWR, owner);
	if (attendance->mine < 0)
		return attendance->mine;
	attendance->theirs = open_fifo(name, !side, O_RDONLY, owner);
	error = attendance->theirs;
	if (error >= 0)
		error = lock(side == SENDERS ? attendance->mine :
					       attendance->theirs, LOCK_SH);
	if (!error)
		error = have_names(attendance);
	if (error)
		kp_attend_leave(attendance);
	return error;
}

int kp_attend_open(struct kp_attendance *attendance, const char *name,
		   unsigned int direction, uid_t owner)
{
	int error;

	do {
		error = open_both(attendance, name, direction, owner);
	} while (error == -ESTALE);
	if (error)
		*attendance = (struct kp_attendance){ -1, -1 };
	return error;
}

/* Who may use the thing in one direction uses both FIFOs in both. */
static mode_t fifo_mode(mode_t mode)
{
	return ((mode & 0600) ? 0600 : 0) | ((mode & 060) ? 060 : 0) |
	       ((mode & 06) ? 06 : 0);
}

int kp_attend_make(struct kp_attendance *attendance, const char *name,
		   unsigned int direction, mode_t mode)
{
	char path[PATH_MAX];
	int error, side;

	do {
		for (side = SENDERS; side <= RECEIVERS; side++) {
			error = path_of(path, name, side);
			if (error)
				return error;
			if (mkfifo(path, fifo_mode(mode)) < 0 &&
			    errno != EEXIST)
				return -errno;
		}
		error = kp_attend_open(attendance, name, direction, geteuid());
	} while (error == -ENOENT);
	return error;
}

void kp_attend_leave(struct kp_attendance *attendance)
{
	if (attendance->mine >= 0)
		close(attendance->mine);
	if (attendance->theirs >= 0)
		close(attendance->theirs);
	*attendance = (struct kp_attendance){ -1, -1 };
}

int kp_attend_seize(const char *name)
{
	int fd = open_fifo(name, SENDERS, O_RDONLY, geteuid());
	int error;

	if (fd < 0)
		return fd;
	error = lock(fd, LOCK_EX | LOCK_NB);
	if (!error)
		return fd;
	close(fd);
	return error == -EWOULDBLOCK ? -EBUSY : error;
}

/* A child that another thread forked meanwhile has the descriptor, too. */
void kp_attend_release(int seized)
{
	lock(seized, LOCK_UN);
	close(seized);
}

int kp_attend_unlink(const char *name)
{
	char path[PATH_MAX];
	int side, error = 0;

	for (side = RECEIVERS; side >= SENDERS && !error; side--) {
		error = path_of(path, name, side);
		if (!error && unlink(path) < 0 && errno != ENOENT)
			error = -errno;
	}
	return error;
}

bool kp_attend_gone(const struct kp_attendance *attendance)
{
	struct pollfd entry = { .fd = attendance->theirs };

	return poll(&entry, 1, 0) == 1 && entry.revents & POLLHUP;
}

int kp_attend_wait(const struct kp_attendance *attendance, int fd,
		   short events, int64_t deadline)
{
	struct pollfd entries[] = {
		{ .fd = attendance->theirs, .events = POLLIN },
		{ .fd = fd, .events = events },
	};
	struct timespec left;
	int ready;

	ready = ppoll(entries, 2, kp_deadline_left(deadline, &left), NULL);
	if (ready < 0)
		return -errno;
	if (ready == 0)
		return kp_deadline_error(deadline);
	return !entries[1].revents && entries[0].revents == POLLHUP;
}

static int add(int epoll, int fd, uint32_t events)
{
	struct epoll_event event = { .events = events };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int kp_attend_epoll(const struct kp_attendance *attendance, int fd,
		    uint32_t events)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC), error;

	if (epoll < 0)
		return -errno;
	error = add(epoll, fd, events);
	if (!error && attendance->theirs >= 0)
		error = add(epoll, attendance->theirs, 0);
	if (!error)
		return epoll;
	close(epoll);
	return error;
}
