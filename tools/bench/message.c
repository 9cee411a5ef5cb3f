// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fills and checks messages that carry their own seed.
 */
#include <string.h>

#include "message.h"

uint64_t message_check(uint64_t id)
{
	id ^= id >> 31;
	id *= 0x7fb5d329728ea185ULL;
	id ^= id >> 27;
	id *= 0x81dadef4bc2dd44dULL;
	return id ^ id >> 33;
}

static struct pattern inner(const struct pattern *pattern, uint64_t id)
{
	return (struct pattern){ pattern->touch,
				 pattern->seed + message_check(id) };
}

void message_fill(const struct pattern *pattern, void *buffer, size_t size,
		  uint64_t id)
{
	struct pattern own = inner(pattern, id);

	memcpy(buffer, &id, sizeof(id));
	pattern_fill(&own, (char *)buffer + sizeof(id), size - sizeof(id), 0);
}

int64_t message_verify(const struct pattern *pattern, const void *buffer,
		       size_t size, uint64_t *id)
{
	struct pattern own;
	int64_t right;

	memcpy(id, buffer, sizeof(*id));
	own = inner(pattern, *id);
	right = pattern_verify(&own, (const char *)buffer + sizeof(*id),
			       size - sizeof(*id), 0);
	return right < 0 ? -1 : right + (int64_t)sizeof(*id);
}
