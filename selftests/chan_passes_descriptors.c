// SPDX-License-Identifier: GPL-2.0-only
/*
 * A descriptor that is sent opens the same file at the other end, closed on
 * exec; what has no room there is closed and said; kp_receive() takes none.
 */
#include <sys/resource.h>

#include "chan.h"

static int open_fds(void)
{
	return chan_entries("/proc/self/fd");
}

static void one(struct kp_channel *end[2])
{
	int plain[2], fds[4], before;
	unsigned int count = 4;
	char text[8];

	MUST(pipe(plain) == 0);
	before = open_fds();
	EQ(kp_send_fds(end[1], "take", 4, &plain[1], 1, KP_NOW), 4,
	   "an end of a pipe is sent");
	EQ(kp_receive_fds(end[0], text, sizeof(text), fds, &count,
			  KP_SECONDS(5)), 4, "with some bytes");
	EQ(count, 1, "one came");
	EQ(open_fds(), before + 1, "and no more");
	EQ(fcntl(fds[0], F_GETFD), FD_CLOEXEC, "closed on exec");
	MUST(write(fds[0], "!", 1) == 1);
	EQ(read(plain[0], text, 1), 1, "it is the same pipe");
	close(fds[0]);
	close(plain[0]);
	close(plain[1]);
}

static void too_many(struct kp_channel *end[2])
{
	int many[20], fds[20], before, i;
	unsigned int count = 3;
	char text[8];

	for (i = 0; i < 20; i++)
		many[i] = 0;
	before = open_fds();
	EQ(kp_send_fds(end[1], "twenty", 6, many, 20, KP_NOW), 6,
	   "twenty are sent");
	EQ(kp_receive_fds(end[0], text, sizeof(text), fds, &count,
			  KP_SECONDS(5)), -EMFILE, "to where three have room");
	EQ(count, 0, "none comes");
	EQ(open_fds(), before, "none stays");
	EQ(kp_send_fds(end[1], "two", 3, many, 2, KP_NOW), 3, "two are sent");
	EQ(kp_receive(end[0], text, sizeof(text), KP_SECONDS(5)), 3,
	   "to who wants only bytes");
	EQ(open_fds(), before, "none stays there either");
	EQ(kp_send_fds(end[1], "x", 1, (int[]){ 9999 }, 1, KP_NOW), -EBADF,
	   "what is not open cannot be sent");
	EQ(kp_send_fds(end[1], "x", 1, many, KP_FDS_MAX + 1, KP_NOW), -EINVAL,
	   "nor more than KP_FDS_MAX");
}

/* With a table that is full. */
static void no_number(struct kp_channel *end[2])
{
	struct rlimit limit, usual;
	int fds[4], next = dup(0);
	unsigned int count = 4;
	char text[8];

	close(next);
	EQ(kp_send_fds(end[1], "x", 1, (int[]){ 0, 0 }, 2, KP_NOW), 1,
	   "two are sent");
	getrlimit(RLIMIT_NOFILE, &usual);
	limit = usual;
	limit.rlim_cur = (rlim_t)next + 1;
	setrlimit(RLIMIT_NOFILE, &limit);
	EQ(kp_receive_fds(end[0], text, sizeof(text), fds, &count,
			  KP_SECONDS(5)), -EMFILE,
	   "to a process with one free number");
	setrlimit(RLIMIT_NOFILE, &usual);
	EQ(dup(0), next, "which stays free");
	close(next);
}

static void too_long(struct chan *c, struct kp_channel *end[2])
{
	unsigned int count = 1;
	char text[8];
	int fd;

	if (!chan_messages(c))
		return;
	MUST(kp_send_fds(end[1], "a long one", 10, (int[]){ 0 }, 1, KP_NOW) ==
	     10);
	EQ(kp_receive_fds(end[0], text, sizeof(text), &fd, &count,
			  KP_SECONDS(5)), -EMSGSIZE,
	   "a message that is too long");
	count = 1;
	EQ(kp_receive_fds(end[0], (char[16]){ 0 }, 16, &fd, &count,
			  KP_SECONDS(5)), 10, "stays");
	EQ(count, 1, "with its descriptor");
	close(fd);
}

static void body(struct chan *c)
{
	struct kp_channel *end[2];

	if (c->flags & KP_MESSAGES)
		return;
	chan_both(c, end);
	one(end);
	too_many(end);
	no_number(end);
	too_long(c, end);
	chan_close_both(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_PASS_FDS, body,
			60);
}
