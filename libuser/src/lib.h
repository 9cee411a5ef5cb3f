/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What the files of libkpipe share and callers do not see.
 */
#ifndef KPIPE_LIB_H
#define KPIPE_LIB_H

#include <kpipe/kpipe.h>

/* The library hides every symbol that is not marked with this. */
#define KP_PUBLIC __attribute__((visibility("default")))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Fills state for the pipe behind fd; state->slots and slots_room are the
 * caller's. Returns 0 or a negative errno value. Lives in snapshot.c.
 */
int kp_look(int fd, struct kpipe_snapshot *state);

#endif /* KPIPE_LIB_H */
