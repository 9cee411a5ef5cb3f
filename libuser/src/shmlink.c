// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Sockets beside shared memory: life lines, bells and mailboxes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "deadline.h"
#include "shmlink.h"

/* The part of a letter that is sent as bytes. */
#define TEXT offsetof(struct shmlink_letter, fd)

int kp_shmlink_pair(int fd[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) < 0 ?
	       -errno : 0;
}

bool kp_shmlink_ended(int fd)
{
	struct pollfd entry = { .fd = fd, .events = POLLRDHUP };

	return poll(&entry, 1, 0) == 1;
}

/* One that is rung already, or has gone, needs no ringing. */
void kp_shmlink_ring(int fd)
{
	send(fd, "", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Who rings all the time must not keep us from ever coming to an end. */
void kp_shmlink_hush(int fd)
{
	char byte;
	int i;

	for (i = 0; i < 16 && recv(fd, &byte, 1, MSG_DONTWAIT) > 0; i++)
		;
}

static socklen_t address_of(const struct shmlink_box *box,
			    struct sockaddr_un *address)
{
	/* The first byte is 0: no path. */
	char *name = address->sun_path + 1;
	int length, i;

	*address = (struct sockaddr_un) { .sun_family = AF_UNIX };
	length = snprintf(name, 16, "kpipe-");
	for (i = 0; i < (int)sizeof(box->name); i++)
		length += snprintf(name + length, 3, "%02x", box->name[i]);
	return offsetof(struct sockaddr_un, sun_path) + 1 + length;
}

int kp_shmlink_open_box(struct shmlink_box *box)
{
	struct sockaddr_un address;
	socklen_t length;
	int fd, error;

	if (getrandom(box, sizeof(*box), 0) != (ssize_t)sizeof(*box))
		return -EIO;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	length = address_of(box, &address);
	if (!bind(fd, (struct sockaddr *)&address, length))
		return fd;
	error = -errno;
	close(fd);
	return error;
}

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(SHMLINK_FDS * sizeof(int))];
};

static int post_now(int fd, const struct shmlink_letter *letter)
{
	struct iovec text = { (void *)letter, TEXT };
	union control control = { 0 };
	struct msghdr message = {
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = CMSG_SPACE(letter->count * sizeof(int)),
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(letter->count * sizeof(int));
	memcpy(CMSG_DATA(part), letter->fd, letter->count * sizeof(int));
	return sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ?
	       -errno : 0;
}

int kp_shmlink_post(const struct shmlink_box *box,
		    const struct shmlink_letter *letter, int64_t deadline)
{
	struct sockaddr_un address;
	socklen_t length = address_of(box, &address);
	int fd, error;

	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	error = connect(fd, (struct sockaddr *)&address, length) < 0 ?
		-errno : 0;
	while (!error) {
		error = post_now(fd, letter);
		if (error != -EAGAIN)
			break;
		/* The box is full. */
		error = kp_wait_fd(fd, POLLOUT, deadline);
		if (error > 0)
			error = 0;
	}
	close(fd);
	return error;
}

static int receive(int fd, struct shmlink_letter *letter)
{
	struct iovec text = { letter, TEXT };
	union control control;
	struct msghdr message = {
		.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *part;
	ssize_t length;

	letter->count = 0;
	length = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (length < 0)
		return -errno;
	part = CMSG_FIRSTHDR(&message);
	if (part && part->cmsg_level == SOL_SOCKET &&
	    part->cmsg_type == SCM_RIGHTS) {
		letter->count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(letter->fd, CMSG_DATA(part),
		       letter->count * sizeof(int));
	}
	return length == TEXT && !(message.msg_flags & MSG_CTRUNC) ?
	       0 : -EBADMSG;
}

bool kp_shmlink_is_ours(int fd)
{
	socklen_t length = sizeof(int);
	int domain, type;

	return !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) &&
	       domain == AF_UNIX &&
	       !getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) &&
	       type == SOCK_SEQPACKET;
}

int kp_shmlink_take(int fd, const struct shmlink_box *box,
		    struct shmlink_letter *letter)
{
	int error;

	for (;;) {
		error = receive(fd, letter);
		if (!error && !memcmp(letter->secret, box->secret,
				      sizeof(box->secret)))
			return 0;
		if (error && error != -EBADMSG)
			return error;
		kp_shmlink_drop(letter);
	}
}

void kp_shmlink_drop(struct shmlink_letter *letter)
{
	while (letter->count)
		close(letter->fd[--letter->count]);
}
