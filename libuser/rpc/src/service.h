/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A server, as its parts know it: service.c makes it, serve.c waits for all
 * its clients and takes turns, session.c speaks with one of them.
 */
#ifndef KPIPE_RPC_SERVICE_H
#define KPIPE_RPC_SERVICE_H

#include <poll.h>
#include <stdatomic.h>

#include <kpipe/rpc.h>

#include "credentials.h"
#include "options.h"
#include "reader.h"
#include "replays.h"
#include "writer.h"

typedef void kp_dispatch(struct svc_req *request, SVCXPRT *xprt);

struct kp_program {
	struct kp_program *next;
	rpcprog_t prog;
	rpcvers_t vers;
	kp_dispatch *dispatch;
};

/* A client, and the handle that procedures see it as. */
struct kp_session {
	SVCXPRT xprt;
	struct kp_session *next;
	struct kp_program *const *programs;
	struct kp_svc_counts *counts;
	struct kp_channel *receive, *send;
	struct kp_reader reader;
	struct kp_writer writer;
	struct kp_replays replays;
	XDR arguments;		/* of the call that is done now */
	uint32_t xid;		/* its number */
	bool answered;
	bool over;		/* to be closed when the call is done */
	bool itself;		/* descriptors tell all there is to know */
	bool awake;		/* worth a look */
	struct kp_credentials credentials;
};

/* The channels are the session's if it succeeds. */
int kp_session_open(struct kp_session **session, struct kp_channel *receive,
		    struct kp_channel *send, size_t max_record,
		    struct kp_program *const *programs,
		    struct kp_svc_counts *counts);
void kp_session_close(struct kp_session *session);

/* Does one thing without waiting: sends what is left of an answer, or takes a
 * call and answers it. False when there was nothing to do.
 */
bool kp_session_serve(struct kp_session *session);

/* KP_SEND while an answer is under way, when no calls are taken. */
unsigned int kp_session_wants(const struct kp_session *session);

struct kp_address {
	struct kp_address *next;
	struct kp_listener *listener;
	bool awake;		/* there may be a client */
	bool paused;
};

struct kp_svc {
	struct kp_rpc_settings settings;
	struct kp_svc_counts counts;
	struct kp_program *programs;
	struct kp_address *addresses;
	struct kp_session *sessions;
	struct pollfd *polled;
	size_t polled_room;
	size_t in_memory;	/* sessions that need no system call */
	int64_t spin;
	int wake;		/* an eventfd: kp_svc_stop() writes to it */
	atomic_bool stopped;
};

#endif /* KPIPE_RPC_SERVICE_H */
