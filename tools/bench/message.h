/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages that say who sent them: where several peers write, the position in
 * the stream tells a reader nothing. The first word holds sender and number,
 * and the rest follows from it.
 */
#ifndef BENCH_MESSAGE_H
#define BENCH_MESSAGE_H

#include "pattern.h"

#define MESSAGE_MIN 16
#define MESSAGE_LAST UINT64_MAX		/* no more will come */

static inline uint64_t message_id(unsigned int sender, uint64_t number)
{
	return (uint64_t)sender << 40 | number;
}

void message_fill(const struct pattern *pattern, void *buffer, size_t size,
		  uint64_t id);
/* Bytes looked at, or -1 when one is wrong. */
int64_t message_verify(const struct pattern *pattern, const void *buffer,
		       size_t size, uint64_t *id);
/* The sum of these over all messages tells whether each came once. */
uint64_t message_check(uint64_t id);

#endif /* BENCH_MESSAGE_H */
