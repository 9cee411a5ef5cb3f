/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Joining and leaving a named thing whose users the kernel does not count: a
 * message queue or a semaphore. The last one to leave takes it away, if
 * kpipe made it and he did not ask to keep it. If he cannot, since he was
 * killed, the next one who opens the name begins with a new thing, and until
 * then it is left over, for kpipe gc: a note tells (names.h).
 *
 * With KP_KEEP there is no note, and so the thing waits for whoever comes.
 */
#ifndef KPIPE_JOIN_H
#define KPIPE_JOIN_H

#include "attend.h"
#include "transport.h"

/* The thing itself. All return 0 or a negative errno value. */
struct kp_joinable {
	const char *scheme;
	/* -ENOENT when it is not there; says whose it is. */
	int (*find)(struct kp_channel *channel, const char *address,
		    const struct kp_request *request, uid_t *owner);
	/* -EEXIST when it is there. */
	int (*make)(struct kp_channel *channel, const char *address,
		    const struct kp_request *request);
	/* Undoes find() or make(). */
	void (*drop)(struct kp_channel *channel);
	int (*remove)(const char *address);
};

/* Part of a channel that has joined. */
struct kp_membership {
	struct kp_attendance attendance;
	char *address;		/* NULL: among relatives */
};

/* address: as the thing is called in notes, "/name" or a number. */
int kp_join(struct kp_channel *channel, struct kp_membership *member,
	    const struct kp_joinable *thing, const char *address,
	    const struct kp_request *request);
/* Calls drop(), too. */
void kp_leave(struct kp_channel *channel, struct kp_membership *member,
	      const struct kp_joinable *thing);
/* For struct kp_transport's name_remove(); -EBUSY while somebody is there. */
int kp_join_remove(const struct kp_joinable *thing, const char *address);

/* Among relatives, who have the thing already: [0] receives. */
int kp_join_pair(struct kp_membership *receiver, struct kp_membership *sender);
/* For what was handed over: the two descriptors of the attendance. */
int kp_join_handed(struct kp_membership *member, const int fds[2]);

#endif /* KPIPE_JOIN_H */
