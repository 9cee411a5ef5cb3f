/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What callers asked for, checked and with everything filled in.
 */
#ifndef KPIPE_RPC_OPTIONS_H
#define KPIPE_RPC_OPTIONS_H

#include <kpipe/rpc.h>

struct kp_rpc_settings {
	size_t max_record;
	struct kp_options channel;
};

/* options may be NULL. 0 or -EINVAL. */
int kp_rpc_settings_take(struct kp_rpc_settings *settings,
			 const struct kp_rpc_options *options);
/* Can these carry calls? 0 or -EINVAL. */
int kp_rpc_channels_check(struct kp_channel *receive, struct kp_channel *send);

#endif /* KPIPE_RPC_OPTIONS_H */
