// SPDX-License-Identifier: GPL-2.0-only
/*
 * Snapshot with room for fewer slots than are used: the oldest are given,
 * slots_used tells how many there are, and nothing beyond the room is touched.
 */
#include "snap.h"

static void body(void)
{
	struct kpipe_slot slot[32];
	struct kpipe_snapshot s;
	int fd[2], i, wrong = 0;

	open_pipe(fd, O_NONBLOCK | O_DIRECT);
	for (i = 1; i <= SLOTS; i++)
		MUST(write(fd[1], "12345678901234567890", i) == i);
	memset(slot, 0xee, sizeof(slot));
	s = snap_slots(fd[0], slot, 5);
	EQ(s.slots_used, SLOTS, "slots_used is the true number");
	for (i = 0; i < 5; i++)
		wrong += slot[i].len != (unsigned int)i + 1;
	EQ(wrong, 0, "the oldest five are given, oldest first");
	EQ(slot[5].len, 0xeeeeeeee, "the sixth entry is untouched");

	memset(slot, 0xee, sizeof(slot));
	s = snap_slots(fd[0], slot, 32);
	for (i = 0; i < SLOTS; i++)
		wrong += slot[i].len != (unsigned int)i + 1;
	EQ(wrong, 0, "with room for all, all are given");
	EQ(slot[SLOTS].len, 0xeeeeeeee, "and no entry more");
	EQ(s.unread, 17 * 8, "unread is their sum");
	s = snap_slots(fd[0], NULL, 32);
	EQ(s.slots_used, SLOTS, "no array, whatever the room: only the number");
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
