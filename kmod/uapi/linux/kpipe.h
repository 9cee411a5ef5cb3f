/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR MIT */
/*
 * The ABI of kpipe: everything that user space and the module agree on.
 *
 * Rules: fixed-width fields at natural alignment, so 32-bit callers need no
 * translation. Every field marked "in: 0" is checked and must be zero; a
 * later meaning is announced by a bit of struct kpipe_query.features, never
 * by a version number. An unknown flag, a non-zero reserved field or a size
 * above 2 GiB is EINVAL, a size for which there is no memory ENOMEM, an unknown
 * command ENOTTY, a bad pointer EFAULT. A failed command leaves nothing behind;
 * that an answer cannot be stored is found out before anything is done.
 */
#ifndef _UAPI_LINUX_KPIPE_H
#define _UAPI_LINUX_KPIPE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define KPIPE_IOC_MAGIC		0xBC

/* Bits of struct kpipe_query.features. */
#define KPIPE_FEATURE_CREATE	(1ULL << 0)	/* KPIPE_IOC_CREATE */
#define KPIPE_FEATURE_SNAPSHOT	(1ULL << 1)	/* KPIPE_IOC_SNAPSHOT */
#define KPIPE_FEATURE_SIZE	(1ULL << 2)	/* KPIPE_IOC_GET_SIZE, _SET_SIZE */
#define KPIPE_FEATURE_SPLICE	(1ULL << 3)	/* KPIPE_IOC_SPLICE, TEE, VMSPLICE */
#define KPIPE_FEATURE_FIFO	(1ULL << 4)	/* mount -t kpipe; open_sleepers */
#define KPIPE_FEATURE_PAST	(1ULL << 5)	/* past_pipes, past_bytes */
#define KPIPE_FEATURE_POLICY	(1ULL << 6)	/* KPIPE_IOC_GET_POLICY, _SET_POLICY */

/**
 * struct kpipe_query - what this module offers, and what it holds now
 * @features: out: %KPIPE_FEATURE_* bits
 * @pipes: out: pipes in existence, in all of the system
 * @pages: out: data pages held by them, spare ones included
 * @max_size: out: largest pipe, in bytes, that needs no CAP_SYS_RESOURCE
 * @default_size: out: bytes of a pipe created with size 0
 * @page_size: out: bytes that one slot can hold
 * @past_pipes: out: pipes that are gone, since the module was loaded
 * @past_bytes: out: bytes that readers took from them
 * @reserved: in: 0, out: 0
 */
struct kpipe_query {
	__u64 features;
	__u64 pipes;
	__u64 pages;
	__u64 max_size;
	__u32 default_size;
	__u32 page_size;
	__u64 past_pipes;
	__u64 past_bytes;
	__u64 reserved[2];
};

/**
 * struct kpipe_create - make a pipe
 * @flags: in: what pipe2(2) takes: O_CLOEXEC, O_NONBLOCK, O_DIRECT
 * @pad: in: 0
 * @size: in: capacity wanted, in bytes, 0 for the default;
 *        out: capacity given, a power-of-two number of pages
 * @fd: out: the two lowest free descriptors, [0] to read, [1] to write
 * @reserved: in: 0
 */
struct kpipe_create {
	__u32 flags;
	__u32 pad;
	__u64 size;
	__s32 fd[2];
	__u64 reserved[4];
};

/* How a pipe works; no program can tell but by the time it takes. */
#define KPIPE_POLICY_LOCK_SPLIT		(1U << 0) /* readers and writers at once */
#define KPIPE_POLICY_WAIT_ADAPTIVE	(1U << 1) /* look before going to sleep */
#define KPIPE_POLICY_CLASSIC		0U	  /* as the kernel's own pipes */
#define KPIPE_POLICY_FAST		(KPIPE_POLICY_LOCK_SPLIT | \
					 KPIPE_POLICY_WAIT_ADAPTIVE)

/* Bits of struct kpipe_slot.flags. */
#define KPIPE_SLOT_PACKET	(1U << 0)	/* a packet: one read takes it whole */
#define KPIPE_SLOT_MERGE	(1U << 1)	/* a small write may be appended */
#define KPIPE_SLOT_SHARED	(1U << 2)	/* the page came from elsewhere */

/**
 * struct kpipe_slot - one slot of the ring that has unread bytes
 * @offset: bytes from the start of the page to the first unread byte
 * @len: unread bytes
 * @flags: %KPIPE_SLOT_* bits
 * @pad: 0
 */
struct kpipe_slot {
	__u32 offset;
	__u32 len;
	__u32 flags;
	__u32 pad;
};

/**
 * struct kpipe_side - what one side of a pipe has done since it was made
 * @bytes: bytes put in by writers, or handed to readers; not what of a packet
 *         was thrown away
 * @calls: calls that moved at least one byte, counted when they end
 * @sleeps: times a task went to sleep: in write-full or in read-empty
 * @wakes: wake-ups sent to sleepers and pollers of this side, but for those at
 *         a last close
 * @spins: waits that ended while the task was still looking, before it slept
 */
struct kpipe_side {
	__u64 bytes;
	__u64 calls;
	__u64 sleeps;
	__u64 wakes;
	__u64 spins;
};

/**
 * struct kpipe_snapshot - the state of one pipe at one moment
 * @fd: in: a descriptor of the pipe. One opened with O_PATH will do, needs
 *      read permission on the inode, and holds no end of the pipe open.
 *      To ask an end about itself, pass -1 and make the call on that end;
 *      there, anything else is EINVAL.
 * @flags: in: 0
 * @slots: in: address of an array of struct kpipe_slot, or 0
 * @slots_room: in: entries in that array
 * @slots_used: out: slots with unread bytes, oldest first in the array; when
 *              greater than @slots_room the youngest were left out
 * @ino: out: inode number, as in kpipe:[ino]
 * @unread: out: bytes that can be read now
 * @capacity: out: slots that the pipe may use
 * @spare_pages: out: pages kept for the next write
 * @head_slot: out: number of the slot that writers fill, counted from the
 *             pipe's first one, modulo 2^32
 * @head_pos: out: bytes filled in it
 * @tail_slot: out: number of the slot that readers drain
 * @tail_pos: out: bytes drained from it
 * @readers: out: open file descriptions that can read
 * @writers: out: open file descriptions that can write
 * @read_sleepers: out: tasks asleep in read-empty
 * @write_sleepers: out: tasks asleep in write-full
 * @read_side: out: what readers did
 * @write_side: out: what writers did
 * @open_sleepers: out: tasks asleep in open-peer: in open(2) of a FIFO, until
 *                 it is opened for the other direction. They count as readers
 *                 or writers already.
 * @policy: in: 0, out: %KPIPE_POLICY_* bits
 * @reserved: in: 0, out: 0
 *
 * A ring of n descriptors keeps slot number s in descriptor s modulo n; n is
 * the smallest power of two above @capacity.
 */
struct kpipe_snapshot {
	__s32 fd;
	__u32 flags;
	__u64 slots;
	__u32 slots_room;
	__u32 slots_used;
	__u64 ino;
	__u64 unread;
	__u32 capacity;
	__u32 spare_pages;
	__u32 head_slot;
	__u32 head_pos;
	__u32 tail_slot;
	__u32 tail_pos;
	__u32 readers;
	__u32 writers;
	__u32 read_sleepers;
	__u32 write_sleepers;
	struct kpipe_side read_side;
	struct kpipe_side write_side;
	__u32 open_sleepers;
	__u32 policy;
	__u64 reserved[3];
};

/**
 * struct kpipe_splice - move or copy from one kpipe to another
 * @fd_in: in: where to take bytes, open for reading
 * @fd_out: in: where to put them, open for writing
 * @flags: in: SPLICE_F_*
 * @pad: in: 0
 * @len: in: how many at most; out: how many it were
 *
 * What splice(2) and tee(2) do for pipes of the kernel, which they refuse to do
 * for others; with the same results.
 */
struct kpipe_splice {
	__s32 fd_in;
	__s32 fd_out;
	__u32 flags;
	__u32 pad;
	__u64 len;
};

/**
 * struct kpipe_vmsplice - put memory into a kpipe, or read it from there
 * @fd: in: an end of the pipe
 * @flags: in: SPLICE_F_*
 * @iov: in: address of an array of struct iovec
 * @nr_segs: in: entries in it
 * @len: in: 0; out: how many bytes it were
 *
 * What vmsplice(2) does for pipes of the kernel.
 */
struct kpipe_vmsplice {
	__s32 fd;
	__u32 flags;
	__u64 iov;
	__u64 nr_segs;
	__u64 len;
};

/* On /dev/kpipe. */
#define KPIPE_IOC_QUERY		_IOWR(KPIPE_IOC_MAGIC, 0x00, struct kpipe_query)
#define KPIPE_IOC_CREATE	_IOWR(KPIPE_IOC_MAGIC, 0x01, struct kpipe_create)
#define KPIPE_IOC_SPLICE	_IOWR(KPIPE_IOC_MAGIC, 0x05, struct kpipe_splice)
#define KPIPE_IOC_TEE		_IOWR(KPIPE_IOC_MAGIC, 0x06, struct kpipe_splice)
#define KPIPE_IOC_VMSPLICE	_IOWR(KPIPE_IOC_MAGIC, 0x07, struct kpipe_vmsplice)
/* On /dev/kpipe, or on either end of a pipe. */
#define KPIPE_IOC_SNAPSHOT	_IOWR(KPIPE_IOC_MAGIC, 0x02, struct kpipe_snapshot)

/*
 * On either end of a pipe: its capacity in bytes. SET_SIZE takes what
 * F_SETPIPE_SZ takes, which the kernel keeps for its own pipes, follows its
 * rules, and gives back what became of it.
 */
#define KPIPE_IOC_GET_SIZE	_IOR(KPIPE_IOC_MAGIC, 0x03, __u64)
#define KPIPE_IOC_SET_SIZE	_IOWR(KPIPE_IOC_MAGIC, 0x04, __u64)

/* On either end of a pipe: %KPIPE_POLICY_* bits; EINVAL for others. */
#define KPIPE_IOC_GET_POLICY	_IOR(KPIPE_IOC_MAGIC, 0x08, __u32)
#define KPIPE_IOC_SET_POLICY	_IOW(KPIPE_IOC_MAGIC, 0x09, __u32)

#endif /* _UAPI_LINUX_KPIPE_H */
