/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cursor arithmetic of the ring: pure, without locks or memory accesses, so
 * that it also compiles, and is tested, in user space.
 *
 * The ring is a sequence of slots, numbered for ever upwards modulo 2^32.
 * Two cursors divide it. Everything before @tail has been read, everything
 * between @tail and @head can be read, and writers go on from @head. Each is
 * one 64-bit word, so that whoever loads it sees slot and position of the
 * same moment:
 *
 *	63           32 31         15 14         0
 *	+--------------+-------------+------------+
 *	| slot         | span        | pos        |
 *	+--------------+-------------+------------+
 *
 * @slot is the slot that the side works on, @pos how many of its bytes are
 * filled (head) or drained (tail).
 *
 * @span, in head only, is the number of slots with unread bytes when head was
 * stored. It settles a doubt that the positions leave open: a reader that has
 * drained a slot stays on it while writers may still append there, so a tail
 * some slots behind head may stand on a slot with unread bytes or without.
 */
#ifndef KPIPE_RING_H
#define KPIPE_RING_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>
typedef uint32_t u32;
typedef uint64_t u64;
#endif

#define KPIPE_POS_BITS		15
#define KPIPE_SPAN_BITS		17
#define KPIPE_POS_MAX		((1U << KPIPE_POS_BITS) - 1)
#define KPIPE_SPAN_MAX		((1U << KPIPE_SPAN_BITS) - 1)

/* The most slots that a pipe can be given. */
#define KPIPE_CAPACITY_MAX	65536U

static inline u64 kpipe_cursor(u32 slot, u32 span, u32 pos)
{
	return (u64)slot << 32 | (u64)span << KPIPE_POS_BITS | pos;
}

static inline u32 kpipe_cursor_slot(u64 cursor)
{
	return (u32)(cursor >> 32);
}

static inline u32 kpipe_cursor_span(u64 cursor)
{
	return (u32)(cursor >> KPIPE_POS_BITS) & KPIPE_SPAN_MAX;
}

static inline u32 kpipe_cursor_pos(u64 cursor)
{
	return (u32)cursor & KPIPE_POS_MAX;
}

/* Whether two cursors stand at the same place. */
static inline bool kpipe_cursor_meets(u64 a, u64 b)
{
	return kpipe_cursor_slot(a) == kpipe_cursor_slot(b) &&
	       kpipe_cursor_pos(a) == kpipe_cursor_pos(b);
}

/* Whether @cursor stands at @mark or after it. The two are never more than
 * half of the number space apart.
 */
static inline bool kpipe_cursor_reached(u64 cursor, u64 mark)
{
	u32 ahead = kpipe_cursor_slot(cursor) - kpipe_cursor_slot(mark);

	if (!ahead)
		return kpipe_cursor_pos(cursor) >= kpipe_cursor_pos(mark);
	return ahead < 1U << 31;
}

static inline bool kpipe_ring_empty(u64 head, u64 tail)
{
	return kpipe_cursor_meets(head, tail);
}

/* How many slots have unread bytes, given head and tail of one moment. */
static inline u32 kpipe_ring_used(u64 head, u64 tail)
{
	u32 span = kpipe_cursor_span(head);
	u32 apart = kpipe_cursor_slot(head) - kpipe_cursor_slot(tail) + 1;

	if (kpipe_ring_empty(head, tail))
		return 0;
	return apart < span ? apart : span;
}

/* Full is a matter of slots, not of bytes. */
static inline bool kpipe_ring_full(u64 head, u64 tail, u32 capacity)
{
	return kpipe_ring_used(head, tail) >= capacity;
}

/* Whether the pipe may have been full at some time since tail was @tail, which
 * is on a slot with unread bytes if there are any; head is @head by now. Its
 * span says nothing about the past, so this goes by the distance alone.
 */
static inline bool kpipe_ring_was_full(u64 head, u64 tail, u32 capacity)
{
	u32 apart = kpipe_cursor_slot(head) - kpipe_cursor_slot(tail) + 1;

	return !kpipe_ring_empty(head, tail) && apart >= capacity;
}

/* The first slot from @tail on that has unread bytes, or will have them once
 * writers go on; @tail_len is the number of bytes filled in the slot where
 * tail stands.
 */
static inline u32 kpipe_ring_first(u64 tail, u32 tail_len)
{
	u32 slot = kpipe_cursor_slot(tail);

	return kpipe_cursor_pos(tail) == tail_len ? slot + 1 : slot;
}

/* @head moved on by @bytes within its slot. */
static inline u64 kpipe_head_append(u64 head, u32 bytes)
{
	return head + bytes;
}

/* @head moved to the next slot, with @bytes in it, when @first is the first
 * slot with unread bytes.
 */
static inline u64 kpipe_head_next(u64 head, u32 first, u32 bytes)
{
	u32 slot = kpipe_cursor_slot(head) + 1;

	return kpipe_cursor(slot, slot - first + 1, bytes);
}

/* @head at the same place, after readers have moved on to slot @first. */
static inline u64 kpipe_head_settle(u64 head, u32 first)
{
	u32 slot = kpipe_cursor_slot(head);

	return kpipe_cursor(slot, slot - first + 1, kpipe_cursor_pos(head));
}

/* @tail moved on by @bytes within its slot. */
static inline u64 kpipe_tail_take(u64 tail, u32 bytes)
{
	return tail + bytes;
}

/* @tail moved to the start of the next slot. */
static inline u64 kpipe_tail_next(u64 tail)
{
	return kpipe_cursor(kpipe_cursor_slot(tail) + 1, 0, 0);
}

/* Tail at the place where @head is: nothing left to read. */
static inline u64 kpipe_tail_meet(u64 head)
{
	return kpipe_cursor(kpipe_cursor_slot(head), 0, kpipe_cursor_pos(head));
}

#endif /* KPIPE_RING_H */
