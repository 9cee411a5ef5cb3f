/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The checksum of a transfer: CRC-64/XZ, as in the files of xz(1).
 */
#ifndef KPIPE_CRC64_H
#define KPIPE_CRC64_H

#include <stddef.h>
#include <stdint.h>

/* Goes on from crc, which begins with 0. */
uint64_t crc64(uint64_t crc, const void *data, size_t size);

#endif /* KPIPE_CRC64_H */
