/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kpipe info --transports: the capability table of libkpipe.
 */
#ifndef KPIPE_INFOTRANSPORTS_H
#define KPIPE_INFOTRANSPORTS_H

#include <stdbool.h>

void info_transports(bool json);

#endif /* KPIPE_INFOTRANSPORTS_H */
