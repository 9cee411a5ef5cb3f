/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words and numbers in a form that fits the screen.
 */
#ifndef KPIPE_TEXT_H
#define KPIPE_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Room for a line of the screen, and for what the other functions write. */
#define TEXT_MAX 128

/* Copies from, cut to so many columns and to the size of the buffer, with a
 * question mark for whatever the locale cannot print. The result has no
 * control characters and is never longer than from.
 */
void text_fit(char *to, size_t size, const char *from, int columns);

/* How many columns a text of text_fit() takes. */
int text_columns(const char *text);

/* 1234567 -> "1,234,567" */
void text_number(char to[TEXT_MAX], uint64_t number);

/* A capacity, in powers of two: "64 KiB" */
void text_size(char to[TEXT_MAX], uint64_t bytes);

/* An amount of data, in powers of ten like rates are: "104.9 MB" */
void text_bytes(char to[TEXT_MAX], double bytes);

/* "4096", "64K", "1M", "1G" -> bytes; 0 when it is no such number. */
uint64_t text_parse_size(const char *text);

#endif /* KPIPE_TEXT_H */
