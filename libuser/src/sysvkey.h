/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Keys of System V: how they are written in addresses and in notes.
 */
#ifndef KPIPE_SYSVKEY_H
#define KPIPE_SYSVKEY_H

#include <sys/types.h>

/* Room for what kp_sysv_key_text() writes. */
#define KP_SYSV_KEY_TEXT sizeof("4294967295")

/* "1234", "0x4d2" or "02322"; not 0, which is IPC_PRIVATE. 0 or -EINVAL. */
int kp_sysv_key(const char *address, key_t *key);
/* In decimal, so that there is one note for all ways to write it. */
void kp_sysv_key_text(char text[KP_SYSV_KEY_TEXT], key_t key);

#endif /* KPIPE_SYSVKEY_H */
