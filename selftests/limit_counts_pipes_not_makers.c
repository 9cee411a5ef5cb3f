// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages are charged to the user who made the pipe, and come off his account
 * when the pipe dies, whoever closes it last: a thousand pipes made by a user
 * and closed by root leave him with his whole allowance.
 */
#include <sys/socket.h>

#include "limits.h"

static void receive_and_close(int socket)
{
	char control[CMSG_SPACE(2 * sizeof(int))], c;
	struct iovec iov = { &c, 1 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	int fd[2];

	while (recvmsg(socket, &m, 0) == 1) {
		memcpy(fd, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(fd));
		close(fd[0]);
		close(fd[1]);
		if (send(socket, "k", 1, 0) != 1)
			break;
		m.msg_controllen = sizeof(control);
	}
}

static int hand_over(int socket, const int *fd)
{
	char control[CMSG_SPACE(2 * sizeof(int))] = { 0 }, c = 'c';
	struct iovec iov = { &c, 1 };
	struct msghdr m = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(h), fd, 2 * sizeof(int));
	if (sendmsg(socket, &m, 0) != 1)
		return -1;
	close(fd[0]);
	close(fd[1]);
	/* Until the other has closed them: the next round must find room. */
	return recv(socket, &c, 1, 0) == 1 ? 0 : -1;
}

static void make_and_give(void *arg)
{
	int *s = arg, fd[2], i;

	for (i = 0; i < 1000; i++) {
		if (pages_of_new_pipe(fd) != SLOTS)
			_exit(2);
		if (hand_over(s[1], fd))
			_exit(3);
	}
}

static void body(void)
{
	int s[2];
	pid_t pid;

	MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s) == 0);
	pid = child();
	if (pid == 0) {
		close(s[1]);
		receive_and_close(s[0]);
		_exit(0);
	}
	close(s[0]);
	with_limits(SLOTS, SLOTS, make_and_give, s);
	close(s[1]);
	EQ(reap(pid), 0, "the one who closes ends by himself");
}

int main(void)
{
	return limits_can_be_set() ? run_twice(body, 60) : test_end();
}
