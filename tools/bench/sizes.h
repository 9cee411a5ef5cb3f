/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sizes of messages, in words.
 */
#ifndef BENCH_SIZES_H
#define BENCH_SIZES_H

#include <stddef.h>

#define KIB 1024UL
#define MIB (1024 * KIB)

void size_short(char *to, size_t room, size_t size);	/* "64k" */
void size_long(char *to, size_t room, size_t size);	/* "64 KiB" */

#endif /* BENCH_SIZES_H */
