// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sizes of messages in words: short ones for ids, long ones for people.
 */
#include <stdio.h>

#include "sizes.h"

void size_short(char *to, size_t room, size_t size)
{
	if (size >= MIB && size % MIB == 0)
		snprintf(to, room, "%zum", size / MIB);
	else if (size >= KIB && size % KIB == 0)
		snprintf(to, room, "%zuk", size / KIB);
	else
		snprintf(to, room, "%zu", size);
}

void size_long(char *to, size_t room, size_t size)
{
	if (size >= MIB && size % MIB == 0)
		snprintf(to, room, "%zu MiB", size / MIB);
	else if (size >= KIB && size % KIB == 0)
		snprintf(to, room, "%zu KiB", size / KIB);
	else
		snprintf(to, room, "%zu B", size);
}
