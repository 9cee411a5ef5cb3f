/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What a failed call means, in words.
 */
#ifndef KPIPE_RPC_EXPLAIN_H
#define KPIPE_RPC_EXPLAIN_H

#include <stddef.h>

#include <rpc/rpc.h>

/* name: of the server. */
void kp_rpc_explain(char *text, size_t size, const char *name, rpcproc_t proc,
		    const struct rpc_err *error);

#endif /* KPIPE_RPC_EXPLAIN_H */
