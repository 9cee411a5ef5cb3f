/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The calls of one client that were done: so that one which comes again is
 * answered as it was and not done again. The last KP_REPLAYS are remembered,
 * and their answers as far as they fit into KP_REPLAY_BYTES.
 *
 * A client whose numbers always grow, as those of this library do, can repeat
 * a call as late as it likes: what is older than everything remembered is not
 * done either. With other numbers, which a client shows by its first calls,
 * what is forgotten counts as new.
 */
#ifndef KPIPE_RPC_REPLAYS_H
#define KPIPE_RPC_REPLAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KP_REPLAYS 128
#define KP_REPLAY_BYTES ((size_t)64 * 1024)

struct kp_answer {
	void *data;
	size_t length;
};

/* A ring: the oldest one is at begin. */
struct kp_replays {
	uint32_t xids[KP_REPLAYS];
	struct kp_answer answers[KP_REPLAYS];
	unsigned int begin, count;
	unsigned int kept;	/* the first, from begin on, with an answer */
	size_t bytes;
	uint32_t newest;
	bool unordered;
};

enum kp_seen {
	KP_NEW,			/* to be done; it is remembered from now on */
	KP_REPEATED,		/* not to be done */
};

/* answer: of a repeated call; data is NULL if it was forgotten, or if there
 * was none.
 */
enum kp_seen kp_replays_see(struct kp_replays *replays, uint32_t xid,
			    struct kp_answer *answer);
/* Keeps the answer to the call seen last, if that can be done. */
void kp_replays_keep(struct kp_replays *replays, const void *data,
		     size_t length);
void kp_replays_free(struct kp_replays *replays);

#endif /* KPIPE_RPC_REPLAYS_H */
