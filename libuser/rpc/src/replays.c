// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Remembers the calls of one client.
 */
#include <stdlib.h>
#include <string.h>

#include "replays.h"

static unsigned int at(const struct kp_replays *replays, unsigned int nth)
{
	return (replays->begin + nth) % KP_REPLAYS;
}

/* Numbers wrap around. */
static bool is_after(uint32_t xid, uint32_t other)
{
	return (int32_t)(xid - other) > 0;
}

static bool find(const struct kp_replays *replays, uint32_t xid,
		 struct kp_answer *answer)
{
	unsigned int i;

	for (i = 0; i < replays->count; i++) {
		if (replays->xids[at(replays, i)] == xid) {
			*answer = replays->answers[at(replays, i)];
			return true;
		}
	}
	return false;
}

static void forget_answer(struct kp_replays *replays)
{
	struct kp_answer *oldest = &replays->answers[at(replays, replays->kept)];

	replays->bytes -= oldest->length;
	free(oldest->data);
	*oldest = (struct kp_answer){ 0 };
	replays->kept++;
}

static void remember(struct kp_replays *replays, uint32_t xid)
{
	if (replays->count == KP_REPLAYS) {
		if (!replays->kept)
			forget_answer(replays);
		replays->begin = at(replays, 1);
		replays->count--;
		replays->kept--;
	}
	replays->xids[at(replays, replays->count)] = xid;
	replays->count++;
}

/* Of a client whose numbers grow: it may still be a call that was never seen,
 * which proves that they do not.
 */
static bool is_forgotten(struct kp_replays *replays, uint32_t xid)
{
	if (replays->count == KP_REPLAYS &&
	    is_after(replays->xids[replays->begin], xid))
		return true;
	replays->unordered = true;
	return false;
}

enum kp_seen kp_replays_see(struct kp_replays *replays, uint32_t xid,
			    struct kp_answer *answer)
{
	bool grows = !replays->unordered &&
		     (!replays->count || is_after(xid, replays->newest));

	*answer = (struct kp_answer){ 0 };
	if (!grows) {
		if (find(replays, xid, answer))
			return KP_REPEATED;
		if (!replays->unordered && is_forgotten(replays, xid))
			return KP_REPEATED;
	}
	remember(replays, xid);
	replays->newest = xid;
	return KP_NEW;
}

void kp_replays_keep(struct kp_replays *replays, const void *data,
		     size_t length)
{
	struct kp_answer *newest = &replays->answers[at(replays,
							replays->count - 1)];

	if (length > KP_REPLAY_BYTES)
		return;
	while (replays->bytes + length > KP_REPLAY_BYTES)
		forget_answer(replays);
	newest->data = malloc(length);
	if (!newest->data)
		return;
	memcpy(newest->data, data, length);
	newest->length = length;
	replays->bytes += length;
}

void kp_replays_free(struct kp_replays *replays)
{
	while (replays->kept < replays->count)
		forget_answer(replays);
}
