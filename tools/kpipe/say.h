/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How kpipe speaks about errors: what was tried and what is wrong in one
 * line, what to do about it in the next.
 */
#ifndef KPIPE_SAY_H
#define KPIPE_SAY_H

#define EXIT_USAGE 2

/* Returns EXIT_FAILURE, so that a caller can return it in turn. The advice
 * may be NULL where the first line says it all.
 */
int fail(const char *advice, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* KPIPE_SAY_H */
