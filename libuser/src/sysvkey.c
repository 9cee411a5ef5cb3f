// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Reads and writes keys of System V.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>

#include "sysvkey.h"

int kp_sysv_key(const char *address, key_t *key)
{
	unsigned long long value;
	char *end;

	if (*address < '0' || *address > '9')
		return -EINVAL;
	errno = 0;
	value = strtoull(address, &end, 0);
	if (*end || errno || value > UINT32_MAX || value == IPC_PRIVATE)
		return -EINVAL;
	*key = (key_t)(uint32_t)value;
	return 0;
}

void kp_sysv_key_text(char text[KP_SYSV_KEY_TEXT], key_t key)
{
	snprintf(text, KP_SYSV_KEY_TEXT, "%u", (unsigned int)key);
}
