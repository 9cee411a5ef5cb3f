/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture of a ring.
 */
#ifndef KPIPE_DRAW_H
#define KPIPE_DRAW_H

#include <kpipe/kpipe.h>

/* Draws on standard output, in at most 80 columns: each place of the ring as
 * a box while there are no more than 64, as one character when there are more.
 */
void draw_ring(const struct kp_snapshot *snapshot);

#endif /* KPIPE_DRAW_H */
