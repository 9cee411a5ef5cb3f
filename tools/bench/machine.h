/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine that figures were taken on, in words.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#define MACHINE_FACTS 16

struct fact {
	const char *key;
	char text[192];
};

/* Fills facts; the first one without a key ends them. */
void machine_learn(struct fact facts[MACHINE_FACTS]);

#endif /* BENCH_MACHINE_H */
