/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The two connected sockets beside a ring, one for each of its sides. They are
 *
 * - the life line: the kernel closes a socket with the last process that has
 *   it, so the other side learns of every end, kill -9 and fork() included,
 *   and no pid has to be trusted;
 * - the bell: a side that polls is sent a byte when the memory has changed. An
 *   eventfd would do, too, but it has to be handed over like this, and tells
 *   of no end.
 *
 * Strangers meet at a mailbox: whoever makes a segment writes the mailbox's
 * name, and a secret, into it; whoever finds the segment makes the two sockets
 * and posts one of them. That is one message, so it is there as a whole or not
 * at all, whoever is killed; and the name is an abstract one, which nobody has
 * to remove. The secret shows that the sender can read the segment.
 */
#ifndef KPIPE_SHMLINK_H
#define KPIPE_SHMLINK_H

#include <stdbool.h>
#include <stdint.h>

/* In shared memory: where to post something. Both are random. */
struct shmlink_box {
	uint8_t name[16];
	uint8_t secret[16];
};

#define SHMLINK_FDS 3

/* What is posted. Comes from a stranger: to be checked. */
struct shmlink_letter {
	uint8_t secret[16];
	uint32_t lane;		/* of the ring it belongs to */
	int32_t id;		/* the memory's, where that is no descriptor */
	int fd[SHMLINK_FDS];	/* close-on-exec; not part of what is sent */
	int count;
};

int kp_shmlink_pair(int fd[2]);
/* No process has the other socket any more. */
bool kp_shmlink_ended(int fd);
void kp_shmlink_ring(int fd);
/* Takes away what ringing has left. */
void kp_shmlink_hush(int fd);

/* Opens a mailbox and fills in box. Returns a descriptor that does not block,
 * readable when there is a letter.
 */
int kp_shmlink_open_box(struct shmlink_box *box);
/* Posts copies of the letter's descriptors; -ECONNREFUSED: nobody has the
 * mailbox any more.
 */
int kp_shmlink_post(const struct shmlink_box *box,
		    const struct shmlink_letter *letter, int64_t deadline);
/* Takes out the next letter that knows the secret, or -EAGAIN. */
int kp_shmlink_take(int fd, const struct shmlink_box *box,
		    struct shmlink_letter *letter);
/* Whether a descriptor that came is a socket of the kind above. */
bool kp_shmlink_is_ours(int fd);
void kp_shmlink_drop(struct shmlink_letter *letter);

#endif /* KPIPE_SHMLINK_H */
