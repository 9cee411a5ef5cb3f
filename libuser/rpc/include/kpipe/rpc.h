/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Remote procedure calls over channels: the handles that stubs made by
 * rpcgen(1) are called with and call back. Messages are those of RFC 5531, in
 * XDR by libtirpc; every one is a message of the channel or, on streams, a
 * record as that RFC marks it, so that libtirpc's own clients and servers can
 * be at the other end of a stream.
 *
 * Functions return 0 or a negative errno value; kp_strerror() has the words.
 * Calls return what stubs are made to look at: enum clnt_stat.
 *
 * Threads: any number of them may call through one CLIENT at the same time;
 * each gets its own answer, in whatever order answers come. A kp_svc belongs
 * to one thread, which runs procedures one after the other; only
 * kp_svc_stop() may be called from others, and from signal handlers.
 *
 * At most once: a call is sent again only if CLSET_RETRY_TIMEOUT asks for it,
 * under the same number, and a server does what it has a number of only once.
 * A call that failed with RPC_TIMEDOUT or RPC_CANTRECV was done once or not at
 * all; one that failed with RPC_CANTSEND or RPC_CANTENCODEARGS was not done.
 */
#ifndef KPIPE_RPC_H
#define KPIPE_RPC_H

#include <kpipe/channel.h>
#include <rpc/rpc.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct kp_rpc_options - zeros and NULL: as usual
 * @max_record: the longest call or answer, headers included; 0: 1 MiB, or
 *              what the channel takes if that is less
 * @channel: what channels shall be like; open_within is 5 s if it is 0
 * @reserved: 0
 */
struct kp_rpc_options {
	size_t max_record;
	const struct kp_options *channel;
	uint64_t reserved[4];
};

/* Clients. clnt_destroy() closes; the handle's authenticator is the caller's,
 * as with libtirpc's own handles.
 */
int kp_clnt_create(const char *uri, rpcprog_t prog, rpcvers_t vers,
		   const struct kp_rpc_options *options, CLIENT **client);
/* Over channels that are open: two that go one way each, or one twice. They
 * are the client's if it succeeds.
 */
int kp_clnt_attach(struct kp_channel *receive, struct kp_channel *send,
		   rpcprog_t prog, rpcvers_t vers,
		   const struct kp_rpc_options *options, CLIENT **client);
/* What became of this thread's last call: which, over what, what is wrong, what
 * to do. Returns text.
 */
char *kp_clnt_strerror(CLIENT *client, char *text, size_t size);

struct kp_svc;

/* A server without programs; uri may be NULL. */
int kp_svc_create(const char *uri, const struct kp_rpc_options *options,
		  struct kp_svc **svc);
/* One more address to take clients at, of any transport. */
int kp_svc_listen(struct kp_svc *svc, const char *uri);
/* One more client, over channels that are open; see kp_clnt_attach(). */
int kp_svc_attach(struct kp_svc *svc, struct kp_channel *receive,
		  struct kp_channel *send);
/* dispatch: what rpcgen -m makes. */
int kp_svc_register(struct kp_svc *svc, rpcprog_t prog, rpcvers_t vers,
		    void (*dispatch)(struct svc_req *request, SVCXPRT *xprt));
/* Serves until kp_svc_stop(). Ends with 0, or with an error of the server
 * itself; clients that go wrong are closed and forgotten.
 */
int kp_svc_run(struct kp_svc *svc);
/* kp_svc_run() returns when the procedure that runs has ended. */
void kp_svc_stop(struct kp_svc *svc);
void kp_svc_destroy(struct kp_svc *svc);

/**
 * struct kp_svc_counts - what a server has done so far
 * @clients: how many there are now
 * @accepted: clients that came, those that are gone included
 * @calls: procedures run
 * @repeats: calls that came again and were not run again
 * @refused: clients closed for what they sent
 */
struct kp_svc_counts {
	uint64_t clients;
	uint64_t accepted;
	uint64_t calls;
	uint64_t repeats;
	uint64_t refused;
};

void kp_svc_counts(const struct kp_svc *svc, struct kp_svc_counts *counts);

/* In a procedure, of its request's rq_xprt: the channel the call came by, for
 * kp_channel_peer(). Who a client says it is, in rq_clntcred, is but a claim.
 */
struct kp_channel *kp_svc_channel(SVCXPRT *xprt);

#ifdef __cplusplus
}
#endif

#endif /* KPIPE_RPC_H */
