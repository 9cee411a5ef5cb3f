/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A client, as its two halves know it: client.c makes it and answers questions
 * about it, call.c calls.
 *
 * Locks: sending is held while a call is encoded and sent, so that numbers
 * grow in the order in which calls go out. answers.h has more, taken inside.
 */
#ifndef KPIPE_RPC_CLIENT_H
#define KPIPE_RPC_CLIENT_H

#include <stdatomic.h>

#include <kpipe/rpc.h>

#include "answers.h"
#include "writer.h"

struct kp_client {
	CLIENT handle;
	uint64_t id;			/* unlike its address, used once */
	char *name;
	struct kp_channel *receive, *send;
	struct kp_answers answers;
	_Atomic uint32_t prog, vers;
	_Atomic int64_t timeout;	/* for all; -1: each call has its own */
	_Atomic int64_t retry;		/* when to send again; 0, -1: never */
	pthread_mutex_t sending;
	/* Guarded by sending. */
	struct kp_writer writer;	/* may have the rest of a record */
	uint32_t xid;
};

static inline struct kp_client *kp_client_of(CLIENT *handle)
{
	return handle->cl_private;
}

static inline int64_t kp_timeval_ns(const struct timeval *time)
{
	return KP_SECONDS(time->tv_sec) + (int64_t)time->tv_usec * 1000;
}

/* What the last call of this thread was, and what became of it. */
struct kp_last_call {
	uint64_t client;	/* its id */
	rpcproc_t proc;
	struct rpc_err error;
};

extern __thread struct kp_last_call kp_last_call;

/* cl_call */
enum clnt_stat kp_client_call(CLIENT *handle, rpcproc_t proc, xdrproc_t encode,
			      void *arguments, xdrproc_t decode, void *results,
			      struct timeval given);

#endif /* KPIPE_RPC_CLIENT_H */
