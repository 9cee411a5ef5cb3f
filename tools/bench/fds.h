/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is the same for all transports that are two descriptors.
 */
#ifndef BENCH_FDS_H
#define BENCH_FDS_H

#include "transport.h"

int fds_join(struct bench_channel *channel, enum bench_side side);
ssize_t fds_send(struct bench_channel *channel, const void *data, size_t size);
ssize_t fds_receive(struct bench_channel *channel, void *data, size_t size);
ssize_t fds_fill(struct bench_channel *channel);
int fds_counters(struct bench_channel *channel, enum bench_side side,
		 struct bench_counters *counters);
void fds_destroy(struct bench_channel *channel);


#endif /* BENCH_FDS_H */
