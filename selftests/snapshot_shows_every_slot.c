// SPDX-License-Identifier: GPL-2.0-only
/* Snapshot: slots with offset, length and flags, cursors and counters. */
#include <sys/stat.h>

#include "snap.h"

static struct kpipe_slot slot[32];
static char buf[8 * PAGE];

static void slot_is(int i, unsigned int offset, unsigned int len,
		    unsigned int flags, const char *name)
{
	printf("# %s\n", name);
	EQ(slot[i].offset, offset, "offset");
	EQ(slot[i].len, len, "length");
	EQ(slot[i].flags, flags, "flags");
	EQ(slot[i].pad, 0, "padding");
}

static void stream(void)
{
	struct kpipe_snapshot s;
	struct stat st;
	int fd[2], first;

	open_pipe(fd, O_NONBLOCK);
	s = snap_slots(fd[0], slot, 32);
	MUST(fstat(fd[0], &st) == 0);
	printf("# a new pipe\n");
	EQ(s.ino, st.st_ino, "ino");
	EQ(s.slots_used, 0, "slots_used");
	EQ(s.unread, 0, "unread");
	EQ(s.capacity, SLOTS, "capacity");
	EQ(s.readers, 1, "readers");
	EQ(s.writers, 1, "writers");
	EQ(s.read_sleepers, 0, "read_sleepers");
	EQ(s.write_sleepers, 0, "write_sleepers");
	EQ(s.read_side.bytes + s.write_side.bytes, 0, "no byte");
	EQ(s.read_side.calls + s.write_side.calls, 0, "no call");
	EQ(s.reserved[0] | s.reserved[1] | s.reserved[2], 0,
	   "reserved");

	MUST(write(fd[1], buf, 100) == 100);
	MUST(write(fd[1], buf, 5000) == 5000);
	MUST(read(fd[0], buf, 30) == 30);
	ERR(read(fd[1], buf, 1), EBADF, "a call that is refused");
	s = snap_slots(fd[1], slot, 32);
	printf("# 100 and 5000 written, 30 read\n");
	EQ(s.slots_used, 2, "slots_used");
	EQ(s.unread, 5070, "unread");
	EQ(s.head_slot - s.tail_slot, 1, "head is one slot ahead");
	EQ(s.head_pos, PAGE, "head_pos");
	EQ(s.tail_pos, 30, "tail_pos");
	EQ(s.write_side.bytes, 5100, "bytes written");
	EQ(s.write_side.calls, 2, "calls that wrote");
	EQ(s.read_side.bytes, 30, "bytes read");
	EQ(s.read_side.calls, 1, "calls that read");
	slot_is(0, 30, 974, KPIPE_SLOT_MERGE, "the older slot");
	slot_is(1, 0, PAGE, KPIPE_SLOT_MERGE, "the younger slot");
	first = s.tail_slot;

	MUST(read(fd[0], buf, 1000) == 1000);
	s = snap_slots(fd[0], slot, 32);
	printf("# 1000 more read\n");
	EQ(s.slots_used, 1, "slots_used");
	slot_is(0, 26, PAGE - 26, KPIPE_SLOT_MERGE, "the slot left");
	EQ(s.tail_slot - first, 1, "tail has moved on");
	EQ(s.tail_pos, 26, "tail_pos");
	MUST(read(fd[0], buf, PAGE) == PAGE - 26);
	s = snap_slots(fd[0], slot, 32);
	EQ(s.slots_used, 0, "all read: slots_used");
	EQ(s.unread, 0, "all read: unread");
	EQ(s.read_side.bytes, 5100, "all read: bytes");
	close_pipe(fd);
}

static void packets_and_stream(void)
{
	struct kpipe_snapshot s;
	int fd[2];

	open_pipe(fd, O_NONBLOCK | O_DIRECT);
	MUST(write(fd[1], buf, 5) == 5);
	MUST(write(fd[1], buf, 7) == 7);
	MUST(fcntl(fd[1], F_SETFL, O_NONBLOCK) == 0);
	MUST(write(fd[1], buf, 9) == 9);
	s = snap_slots(fd[0], slot, 32);
	EQ(s.slots_used, 3, "two packets and a stream: slots_used");
	slot_is(0, 0, 5, KPIPE_SLOT_PACKET, "the first packet");
	slot_is(1, 0, 7, KPIPE_SLOT_PACKET, "the second packet");
	slot_is(2, 0, 9, KPIPE_SLOT_MERGE, "the stream");
	close_pipe(fd);
}

static void body(void)
{
	stream();
	packets_and_stream();
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
