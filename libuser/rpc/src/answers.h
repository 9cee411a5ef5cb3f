/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * How calls of many threads meet their answers, which come over one channel
 * in any order. There is no thread for that: of those that wait, one receives,
 * decodes what comes for whomever it is, and when it has its own answer leaves
 * the place to another.
 *
 * Locks: lock guards everything but the reader, which belongs to whoever has
 * set receiving. authenticator is for the use of the client's AUTH; it is the
 * innermost lock.
 */
#ifndef KPIPE_RPC_ANSWERS_H
#define KPIPE_RPC_ANSWERS_H

#include <pthread.h>

#include <rpc/rpc.h>

#include "reader.h"

enum kp_call_state {
	KP_CALL_WAITS,
	KP_CALL_IS_DECODED,	/* by another thread: not to be given up */
	KP_CALL_IS_OVER,	/* error says how */
};

/* Lives on its thread's stack while it is expected. */
struct kp_call {
	uint32_t xid;
	AUTH *auth;
	xdrproc_t decode;
	void *results;
	struct rpc_err error;
	enum kp_call_state state;
	pthread_cond_t changed;
	struct kp_call *next;
};

struct kp_answers {
	pthread_mutex_t lock;
	pthread_mutex_t authenticator;
	struct kp_reader reader;
	struct kp_call *calls;
	bool receiving;
	int ended;		/* 0, or nothing more can come: why */
};

int kp_answers_init(struct kp_answers *answers, struct kp_channel *channel,
		    size_t max_record);
void kp_answers_free(struct kp_answers *answers);

/* Before the call is sent, as the answer may come at once. */
void kp_answers_expect(struct kp_answers *answers, struct kp_call *call);
/* False when time is over, and the call still expected. */
bool kp_answers_wait(struct kp_answers *answers, struct kp_call *call,
		     int64_t deadline);
/* Takes what has come, if nobody else does; does not wait. */
void kp_answers_look(struct kp_answers *answers);
/* The call is not expected any more. True if it is over none the less. */
bool kp_answers_forget(struct kp_answers *answers, struct kp_call *call);

#endif /* KPIPE_RPC_ANSWERS_H */
