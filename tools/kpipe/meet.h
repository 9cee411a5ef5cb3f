/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How kpipe send and kpipe recv come together over a transport of any kind:
 * who receives makes the name, who sends waits for it.
 */
#ifndef KPIPE_MEET_H
#define KPIPE_MEET_H

#include <stdbool.h>
#include <stdint.h>

#include <kpipe/channel.h>

/* Both say what is wrong and return an exit status that is not 0, or 0. */
int meet_receiver(const char *uri, int64_t patience,
		  struct kp_channel **channel);
int meet_sender(const char *uri, struct kp_channel **channel);

/* True when an answer can be sent back. */
bool meet_both_ways(const struct kp_channel *channel);

#endif /* KPIPE_MEET_H */
