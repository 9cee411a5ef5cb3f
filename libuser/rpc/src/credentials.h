/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Who a client says it is.
 */
#ifndef KPIPE_RPC_CREDENTIALS_H
#define KPIPE_RPC_CREDENTIALS_H

#include <rpc/rpc.h>

/* What procedures get as rq_clntcred with AUTH_SYS, and what it points to. */
struct kp_credentials {
	struct authunix_parms parms;
	char machine[MAX_MACHINE_NAME + 1];
	gid_t groups[NGRPS];
};

/* AUTH_NONE and AUTH_SYS are known. Sets request->rq_clntcred. */
enum auth_stat kp_credentials_decode(const struct opaque_auth *raw,
				     struct kp_credentials *credentials,
				     struct svc_req *request);

#endif /* KPIPE_RPC_CREDENTIALS_H */
