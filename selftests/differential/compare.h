/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a script in both worlds at a time, and compares.
 */
#ifndef DIFFERENTIAL_COMPARE_H
#define DIFFERENTIAL_COMPARE_H

#include "script.h"

enum { NATIVE, KPIPE, WORLDS };

/* What became of the script that ran last, in each world. */
extern struct report *reports;

/* With @itself, both worlds are the kernel's own. */
void compare_prepare(bool itself);
void compare_finish(void);
/* The number of the first step that differs, or -1. */
int compare_run(const struct op *ops, int count);
/* Shows what both worlds made of that step. */
void compare_print(int step);

#endif /* DIFFERENTIAL_COMPARE_H */
