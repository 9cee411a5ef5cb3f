// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where a transport knows who is at the other end, it is the right process,
 * with when it started, and user.
 */
#include "chan.h"

static void greet_and_stay(struct chan *c, struct kp_channel *end,
			   void *context)
{
	(void)c;
	(void)context;
	MUST(kp_send(end, "x", 1, KP_SECONDS(5)) == 1);
	pause();
}

static void body(struct chan *c)
{
	struct kp_peer peer, again;
	struct kp_channel *end;
	char byte;
	pid_t pid, who;

	pid = chan_fork(c, (struct chan_child){ KP_SEND, greet_and_stay, NULL },
			&end);
	MUST(kp_receive(end, &byte, 1, KP_SECONDS(5)) == 1);
	EQ(kp_channel_peer(end, &peer), 0, "the peer is known");
	/* A connected pair was made by its maker, whoever has it now. */
	who = c->way == CHAN_PAIR && c->info->can & KP_CAN_SAY_END ? getpid() :
								    pid;
	EQ(peer.known & KP_PEER_USER, KP_PEER_USER, "with its user");
	EQ(peer.uid, getuid(), "who is this one");
	EQ(peer.gid, getgid(), "as is the group");
	EQ(peer.known & KP_PEER_PID, KP_PEER_PID, "and process,");
	EQ(peer.pid, who, "the one that connected");
	OK(peer.start > 0, "which started at some time");
	kill(pid, SIGKILL);
	reap(pid);
	if (who == pid) {
		EQ(kp_channel_peer(end, &again), 0, "when it is gone");
		EQ(again.known, KP_PEER_USER, "only its user is known");
	}
	kp_channel_close(end);
}

int main(void)
{
	return chan_run(CHAN_STREAMS | CHAN_MESSAGES, KP_CAN_NAME_PEER, body,
			60);
}
