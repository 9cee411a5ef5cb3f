/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the terminal can show.
 */
#ifndef KPIPE_TERM_H
#define KPIPE_TERM_H

#include <stdbool.h>

enum hue { HUE_PLAIN, HUE_STRONG, HUE_FAINT, HUE_DATA, HUE_HEAD, HUE_TAIL,
	   HUE_ALARM };

bool term_utf8(void);

/* The sequence that starts a hue on standard output; HUE_PLAIN ends it. Empty
 * when that is no terminal, or when NO_COLOR is set.
 */
const char *term_hue(enum hue hue);

#endif /* KPIPE_TERM_H */
