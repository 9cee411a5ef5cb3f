// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Checks what callers ask for and fills in what they leave open.
 */
#include <errno.h>

#include "options.h"

#define MAX_RECORD_AS_USUAL ((size_t)1 << 20)
/* A mark on a stream has 31 bits for it. */
#define MAX_RECORD_MOST ((size_t)1 << 30)
/* No call fits into less: its header alone has 40 bytes. */
#define MAX_RECORD_LEAST ((size_t)64)
#define OPEN_WITHIN_AS_USUAL KP_SECONDS(5)

int kp_rpc_settings_take(struct kp_rpc_settings *settings,
			 const struct kp_rpc_options *options)
{
	static const struct kp_rpc_options none;
	size_t i;

	if (!options)
		options = &none;
	for (i = 0; i < sizeof(options->reserved) / sizeof(uint64_t); i++)
		if (options->reserved[i])
			return -EINVAL;
	settings->max_record = options->max_record ? options->max_record :
						     MAX_RECORD_AS_USUAL;
	if (settings->max_record < MAX_RECORD_LEAST ||
	    settings->max_record > MAX_RECORD_MOST)
		return -EINVAL;
	settings->channel = options->channel ? *options->channel :
					       (struct kp_options){ 0 };
	if (!settings->channel.open_within)
		settings->channel.open_within = OPEN_WITHIN_AS_USUAL;
	return 0;
}

int kp_rpc_channels_check(struct kp_channel *receive, struct kp_channel *send)
{
	short events;

	if (kp_channel_transport(receive)->kind == KP_KIND_DOORBELL ||
	    kp_channel_transport(send)->kind == KP_KIND_DOORBELL ||
	    kp_channel_fd(receive, KP_RECEIVE, &events) < 0 ||
	    kp_channel_fd(send, KP_SEND, &events) < 0)
		return -EINVAL;
	return 0;
}
