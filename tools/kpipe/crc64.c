// SPDX-License-Identifier: GPL-2.0-only
/*
 * Computes CRC-64/XZ, eight bytes at a step: table k says what a byte does to
 * the sum when k more bytes follow it.
 */
#include <pthread.h>
#include <string.h>

#include "crc64.h"

/* ECMA-182's polynomial, bits reversed. */
#define POLYNOMIAL 0xc96c5795d7870f42ULL
#define STEP 8

static uint64_t table[STEP][256];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void)
{
	unsigned int byte, k, bit;
	uint64_t sum;

	for (byte = 0; byte < 256; byte++) {
		sum = byte;
		for (bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? POLYNOMIAL : 0);
		table[0][byte] = sum;
	}
	for (k = 1; k < STEP; k++)
		for (byte = 0; byte < 256; byte++) {
			sum = table[k - 1][byte];
			table[k][byte] = sum >> 8 ^ table[0][sum & 0xff];
		}
}

uint64_t crc64(uint64_t crc, const void *data, size_t size)
{
	const unsigned char *from = data;
	unsigned int k;
	uint64_t sum;

	pthread_once(&once, fill);
	crc = ~crc;
	for (; size >= STEP; size -= STEP, from += STEP) {
		for (k = 0, sum = 0; k < STEP; k++)
			sum ^= table[STEP - 1 - k]
				    [(from[k] ^ crc >> (8 * k)) & 0xff];
		crc = sum;
	}
	for (; size; size--)
		crc = crc >> 8 ^ table[0][(crc ^ *from++) & 0xff];
	return ~crc;
}
