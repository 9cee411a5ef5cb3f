// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random steps of a writer and a reader over the cursors of kmod/ring.h,
 * against a model too simple to be wrong: a list of the unread bytes in each
 * slot. The reader works with a head it loaded some steps ago, as one on
 * another processor does; what each side then computes must hold.
 */
#include "kpipe_test.h"
#include "ring.h"

enum { CAPACITY = 4, RING = 8, BYTES = 64 };

/* What kpipe keeps. */
static u64 head, tail, seen_head;
static u32 len[RING];
static bool head_is_settled;

/* The model: unread bytes by age, and how much room the youngest has. */
static int unread[CAPACITY + 1], used, filled_in_youngest;

static unsigned int random_state = 1;
static long steps;

static unsigned int pick(unsigned int n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 9) % n;
}

static void holds(bool cond, const char *what)
{
	if (cond)
		return;
	printf("# step %ld: %s\n", steps, what);
	printf("# head %u.%u span %u, tail %u.%u, the model uses %d\n",
	       kpipe_cursor_slot(head), kpipe_cursor_pos(head),
	       kpipe_cursor_span(head), kpipe_cursor_slot(tail),
	       kpipe_cursor_pos(tail), used);
	test_that(PLACE, false, what);
	exit(test_end());
}

static u32 first_unread(void)
{
	u32 slot = kpipe_cursor_slot(tail);

	if (slot == kpipe_cursor_slot(head))
		return kpipe_ring_first(tail, kpipe_cursor_pos(head));
	return kpipe_ring_first(tail, len[slot % RING]);
}

static void write_step(void)
{
	u32 room = CAPACITY -
		   (kpipe_cursor_slot(head) + 1 - first_unread());
	u32 pos = kpipe_cursor_pos(head), bytes = 1 + pick(BYTES);

	holds(room == (u32)(CAPACITY - used), "the writer counts its room");
	if (used && pos + bytes <= BYTES) {
		holds((int)pos == filled_in_youngest, "the writer appends");
		head = kpipe_head_append(head, bytes);
		unread[used - 1] += bytes;
		filled_in_youngest += bytes;
		return;
	}
	if (!room)
		return;
	len[kpipe_cursor_slot(head) % RING] = pos;
	head = kpipe_head_next(head, first_unread(), bytes);
	unread[used++] = bytes;
	filled_in_youngest = bytes;
	head_is_settled = true;
	holds(kpipe_cursor_slot(head) - kpipe_cursor_slot(tail) < RING,
	      "no slot in use is written over");
}

static void settle_step(void)
{
	if (kpipe_ring_empty(head, tail))
		return;
	head = kpipe_head_settle(head, first_unread());
	head_is_settled = true;
}

/* By the head that was loaded: past the end of a slot that writers had left. */
static void move_tail(u64 to)
{
	u32 slot = kpipe_cursor_slot(to);

	if (slot != kpipe_cursor_slot(seen_head) &&
	    kpipe_cursor_pos(to) == len[slot % RING])
		to = kpipe_tail_next(to);
	tail = to;
}

static void read_step(void)
{
	u32 slot, pos, end, bytes;

	if (kpipe_ring_empty(seen_head, tail))
		return;
	move_tail(tail);
	slot = kpipe_cursor_slot(tail);
	pos = kpipe_cursor_pos(tail);
	end = slot == kpipe_cursor_slot(seen_head) ?
	      kpipe_cursor_pos(seen_head) : len[slot % RING];
	holds(end > pos, "the reader finds bytes where it stands");
	bytes = 1 + pick(end - pos);
	holds(used > 0 && unread[0] >= (int)bytes, "they are unread ones");
	unread[0] -= bytes;
	if (!unread[0]) {
		memmove(unread, unread + 1, sizeof(unread) - sizeof(*unread));
		used--;
		head_is_settled = false;
	}
	move_tail(kpipe_tail_take(tail, bytes));
}

static void observe(void)
{
	u32 count = kpipe_ring_used(head, tail);

	holds(kpipe_ring_empty(head, tail) == !used, "empty is seen as empty");
	holds(count >= (u32)used, "no used slot is overlooked");
	holds(count <= (u32)used + 1, "at most one drained slot is counted");
	if (head_is_settled)
		holds(count == (u32)used, "a settled head counts exactly");
}

int main(void)
{
	long most = 3000000L * test_scaled(1);
	int round;

	test_begin(60);
	test.half = "ring";
	for (round = 0; round < 4; round++) {
		/* The slot numbers wrap around on the way. */
		head = kpipe_cursor(round * 0x40000000U - 1000, 0, 0);
		tail = kpipe_tail_meet(head);
		seen_head = head;
		used = 0;
		filled_in_youngest = 0;
		memset(len, 0, sizeof(len));
		for (steps = 0; steps < most / 4; steps++) {
			switch (pick(6)) {
			case 0:
			case 1:
				write_step();
				break;
			case 2:
				settle_step();
				break;
			case 3:
				seen_head = head;
				break;
			default:
				read_step();
			}
			observe();
		}
	}
	EQ(steps, most / 4, "random steps without a contradiction");
	return test_end();
}
