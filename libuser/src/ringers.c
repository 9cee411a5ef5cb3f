// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Keeps a list of processes and drops those that have ended. What it knows of
 * them comes from the signals themselves, and anybody who may send signals may
 * say anything: at worst somebody is waited for in vain.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <unistd.h>

#include "ringers.h"

struct kp_ringer {
	pid_t pid;
	int pidfd;
};

static int watch(struct kp_ringers *ringers, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(ringers->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ?
	       -errno : 0;
}

int kp_ringers_init(struct kp_ringers *ringers, int fd)
{
	int error;

	*ringers = (struct kp_ringers){ .epoll = epoll_create1(EPOLL_CLOEXEC) };
	if (ringers->epoll < 0)
		return -errno;
	error = watch(ringers, fd);
	if (error)
		close(ringers->epoll);
	return error;
}

void kp_ringers_free(struct kp_ringers *ringers)
{
	while (ringers->count)
		close(ringers->list[--ringers->count].pidfd);
	free(ringers->list);
	close(ringers->epoll);
}

static int make_room(struct kp_ringers *ringers)
{
	size_t room = ringers->room ? 2 * ringers->room : 4;
	struct kp_ringer *list;

	if (ringers->count < ringers->room)
		return 0;
	list = reallocarray(ringers->list, room, sizeof(*list));
	if (!list)
		return -ENOMEM;
	ringers->list = list;
	ringers->room = room;
	return 0;
}

int kp_ringers_add(struct kp_ringers *ringers, pid_t pid)
{
	int pidfd, error = make_room(ringers);

	if (error)
		return error;
	ringers->met = true;
	pidfd = pidfd_open(pid, 0);
	if (pidfd < 0)
		return errno == ESRCH ? 0 : -errno;
	error = watch(ringers, pidfd);
	if (error) {
		close(pidfd);
		return error;
	}
	ringers->list[ringers->count++] = (struct kp_ringer){ pid, pidfd };
	return 0;
}

static void drop(struct kp_ringers *ringers, size_t i)
{
	close(ringers->list[i].pidfd);
	ringers->list[i] = ringers->list[--ringers->count];
}

void kp_ringers_remove(struct kp_ringers *ringers, pid_t pid)
{
	size_t i;

	for (i = 0; i < ringers->count; i++) {
		if (ringers->list[i].pid != pid)
			continue;
		drop(ringers, i);
		return;
	}
}

static bool has_ended(const struct kp_ringer *ringer)
{
	struct pollfd entry = { .fd = ringer->pidfd, .events = POLLIN };

	return poll(&entry, 1, 0) == 1;
}

bool kp_ringers_gone(struct kp_ringers *ringers)
{
	size_t i = ringers->count;

	while (i--)
		if (has_ended(&ringers->list[i]))
			drop(ringers, i);
	return ringers->met && !ringers->count;
}
