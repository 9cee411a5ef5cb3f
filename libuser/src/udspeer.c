// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Who is at the other end of a Unix socket: as the kernel noted when the
 * connection was made (SO_PEERCRED), or with the last message that came
 * (SCM_CREDENTIALS) where there are no connections.
 */
#define _GNU_SOURCE
#include <errno.h>

#include "owner.h"
#include "uds.h"

/* Without its start a pid says nothing: that process may be gone, and the pid
 * another one's.
 */
static void add_start(struct kp_peer *peer)
{
	if (peer->pid > 0 && !kp_owner_start(peer->pid, &peer->start))
		peer->known |= KP_PEER_PID;
	else
		peer->pid = 0;
}

static int sender_of_the_last(const struct kp_sock *sock, struct kp_peer *peer)
{
	if (!sock->sender.known)
		return -ENOTCONN;
	*peer = sock->sender;
	add_start(peer);
	return 0;
}

int kp_uds_peer(struct kp_channel *channel, struct kp_peer *peer)
{
	const struct kp_sock *sock = (struct kp_sock *)channel;
	struct ucred other;
	socklen_t length = sizeof(other);

	if (!(channel->transport->info.can & KP_CAN_SAY_END))
		return sock->tells_sender ? sender_of_the_last(sock, peer) :
					    -EOPNOTSUPP;
	if (getsockopt(sock->fd, SOL_SOCKET, SO_PEERCRED, &other, &length) < 0)
		return -errno;
	peer->known = KP_PEER_USER;
	peer->uid = other.uid;
	peer->gid = other.gid;
	peer->pid = other.pid;
	add_start(peer);
	return 0;
}
