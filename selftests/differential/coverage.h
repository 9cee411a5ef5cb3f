/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What has happened in all scripts together, and what has to have.
 */
#ifndef DIFFERENTIAL_COVERAGE_H
#define DIFFERENTIAL_COVERAGE_H

#include "script.h"

/* Adds what a script did. */
void coverage_add(const struct report *report);
long coverage_compared(void);
long coverage_skipped(void);
void coverage_print(void);
/* Names what never happened and should have; returns how much that is. */
int coverage_missing(void);

#endif /* DIFFERENTIAL_COVERAGE_H */
