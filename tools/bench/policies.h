/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Policies of kpipe's pipes as options of a transport: the words that the
 * module's parameter takes, joined by "," or "+"; without any, the pipe is as
 * the module makes it. See kpipe(4).
 */
#ifndef BENCH_POLICIES_H
#define BENCH_POLICIES_H

#include "transport.h"

/* The words; NULL after the last. */
const char *policy_word(size_t i);
const char *policy_summary(size_t i);

/* Whether the options of a channel are such words; 0 or -1. */
int policy_options(struct bench_channel *channel);
/* Has a channel that was made work as its options say; 0 or -1. */
int policy_set(struct bench_channel *channel);

#endif /* BENCH_POLICIES_H */
