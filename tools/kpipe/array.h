/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The number of elements of an array.
 */
#ifndef KPIPE_ARRAY_H
#define KPIPE_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif /* KPIPE_ARRAY_H */
