// SPDX-License-Identifier: GPL-2.0-only
/*
 * An end can be handed to a program: it opens the URI it is given, which is
 * the same end, and when it is done the peer is told. Nothing else is handed.
 */
#include "chan.h"

/* Descriptors that a program started now would have. */
static int inherited(void)
{
	int fd, count = 0;

	for (fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) == 0;
	return count;
}

static int talk(struct kp_channel *end, unsigned int flags)
{
	char text[16];

	if (flags & KP_SEND && kp_send(end, "HERE", 4, KP_SECONDS(5)) != 4)
		return 12;
	if (flags & KP_RECEIVE &&
	    (kp_receive(end, text, sizeof(text), KP_SECONDS(5)) != 3 ||
	     memcmp(text, "bye", 3)))
		return 13;
	return 0;
}

/* What the program started does. */
static int program(char **argv)
{
	unsigned int flags = (unsigned int)atoi(argv[2]);
	struct kp_channel *end;
	int status;

	if (inherited() != atoi(argv[3]))
		return 10;
	if (kp_channel_open(argv[1], flags, NULL, &end) < 0)
		return 11;
	status = talk(end, flags);
	kp_channel_close(end);
	return status;
}

static pid_t start(const char *uri, unsigned int flags)
{
	char number[16], count[16];
	pid_t pid;

	snprintf(number, sizeof(number), "%u", flags);
	snprintf(count, sizeof(count), "%d", inherited());
	pid = child();
	if (pid)
		return pid;
	execl("/proc/self/exe", "chan", uri, number, count, NULL);
	_exit(99);
}

static void hand_over(struct chan *c, unsigned int direction)
{
	struct kp_channel *end[2], *mine, *his;
	unsigned int flags = chan_duplex(c) ? KP_DUPLEX : direction;
	char uri[128], text[8];
	int before = inherited();
	pid_t pid;

	chan_both(c, end);
	EQ(inherited(), before, "an end is closed on exec");
	his = end[direction == KP_SEND];
	mine = end[direction != KP_SEND];
	EQ(kp_channel_export(his, uri, 5), -ENOSPC, "no room for the URI");
	EQ(kp_channel_export(his, uri, sizeof(uri)), 0, "an end is exported");
	OK(inherited() > before, "it survives exec");
	pid = start(uri, flags | c->flags);
	kp_channel_close(his);
	if (flags & KP_SEND) {
		EQ(kp_receive(mine, text, sizeof(text), KP_SECONDS(10)), 4,
		   "the program sends");
		OK(!memcmp(text, "HERE", 4), "what it shall");
	}
	if (flags & KP_RECEIVE)
		EQ(kp_send(mine, "bye", 3, KP_SECONDS(10)), 3,
		   "and is answered");
	EQ(reap(pid), 0, "it was content");
	if (c->info->can & KP_CAN_SAY_END && flags & KP_SEND)
		EQ(kp_receive(mine, text, sizeof(text), KP_SECONDS(10)), 0,
		   "its end is closed with it");
	kp_channel_close(mine);
}

static void body(struct chan *c)
{
	hand_over(c, KP_RECEIVE);
	hand_over(c, KP_SEND);
}

int main(int argc, char **argv)
{
	if (argc == 4)
		return program(argv);
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_EXPORT, body, 60);
}
