/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct kpipe, and who may touch which part of it when.
 *
 * Lock		What it guards				Taken by
 * ----		---------------				--------
 * rd_lock	tail and what lies behind it		readers
 * wr_lock	head, and the slots from tail to head	writers
 * ends_lock	readers, writers and the opens		open and release
 * i_lock	whether the inode has a pipe, and users	open and release
 *
 * Order: rd_lock before wr_lock before ends_lock; two of one kind never nest,
 * but for a second wr_lock that link.c only tries. i_lock, which is the inode's,
 * is taken alone. Both mutexes may be held over a page fault on a user's buffer,
 * so neither side takes the other's, but by the policy lock=single.
 * Nobody sleeps for a peer under any of them. Only what has to see the whole
 * pipe standing still takes both: FIONREAD, a snapshot, a change of size, the
 * last close.
 *
 * Without a lock anybody may look at head and tail, through kpipe_observe(),
 * and at what is marked as such below.
 *
 * What one side tells the other goes through the cursors: everything that a
 * side did before it stored its cursor (smp_store_release) is seen by whoever
 * loads that cursor (smp_load_acquire).
 */
#ifndef KPIPE_H
#define KPIPE_H

#include <linux/cache.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched/user.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "ring.h"
#include "wait.h"

/* What every read or write goes through is put where it is used, but for who
 * steps through it.
 */
#ifdef KPIPE_STEP
#define kpipe_hot
#else
#define kpipe_hot	__always_inline
#endif

/* Slots of a pipe that nobody gave another number. */
#define KPIPE_CAPACITY_DEFAULT	16U

/* Pages that a pipe in use keeps for its next writes, a power of two, and how
 * many of them an idle one keeps. With the page of the slot drained last that
 * makes one, as many as the kernel's own pipe keeps on 6.1 and 6.12.
 */
#define KPIPE_SPARES		16
#define KPIPE_SPARES_IDLE	0

/**
 * struct kpipe_buf - what one slot of the ring refers to
 * @page: the page; one reference is the slot's
 * @offset: where in it the slot's bytes begin
 * @len: bytes filled, once head has left the slot; until then head says it
 * @flags: KPIPE_SLOT_*
 *
 * Written under wr_lock before head passes, after that the reader's to read.
 */
struct kpipe_buf {
	struct page *page;
	u32 offset;
	u16 len;
	u16 flags;
};

/**
 * struct kpipe_chunk - unread bytes of one slot
 * @buf: the slot
 * @offset: where in its page they begin
 * @len: how many
 */
struct kpipe_chunk {
	struct kpipe_buf *buf;
	u32 offset;
	u32 len;
};

/**
 * struct kpipe - one pipe; its inode leads to it, and its users keep it there
 * @users: open files; for a pipe without a name its inode; whoever looks at it
 *         through a path. Guarded by the inode's i_lock.
 * @ring: one kpipe_buf for each slot from tail to head, @mask + 1 of them;
 *        changed under both locks, so that either is enough to look
 * @mask: slot number & mask is the index into @ring; likewise
 * @capacity: slots that may have unread bytes; less than the ring has, as
 *            readers may stay on a drained slot; likewise, loaded by anybody
 * @policy: KPIPE_POLICY_* bits; loaded and stored by anybody
 * @user: who is charged for @capacity
 * @idle_head: head when idle.c last looked; guarded by its lock
 * @idle_node: in the list of idle.c, or empty; likewise
 * @idle_listed: the pipe has been in it; likewise
 * @wr_lock: the writers' lock
 * @filled: bytes ever put in; guarded by @wr_lock, loaded by anybody
 * @writes: calls that put some in; likewise
 * @spares_seen: @spares_in as a writer saw it last; guarded by @wr_lock
 * @wr_cpu: where a writer last worked, plus one; likewise, loaded by anybody
 * @single: the writer took @rd_lock as well; guarded by @wr_lock
 * @brimful: it opened the last slot there was; likewise
 * @head: written under @wr_lock, loaded by anybody
 * @spares_out: pages ever taken out of @spare; likewise
 * @rd_lock: the readers' lock
 * @drained: bytes ever taken out or thrown away; guarded by @rd_lock, loaded
 *           by anybody
 * @read: of these, bytes that went to a reader; likewise
 * @reads: calls that took some out; likewise
 * @spares_left: @spares_out as a reader saw it last; guarded by @rd_lock
 * @rd_cpu: where a reader last worked, plus one; likewise, loaded by anybody
 * @tail: written under @rd_lock, loaded by anybody
 * @spares_in: pages ever put into @spare; likewise
 * @spare: pages on their way from readers back to writers: a ring of its own
 * @ends_lock: guards the four counts
 * @readers: open file descriptions that can read, and opens that wait; loaded
 *           by anybody
 * @writers: likewise for those that can write
 * @read_opens: how often an end was opened that can read; loaded by anybody
 * @write_opens: likewise for one that can write. These two never go back, so
 *               that who waits for a peer cannot miss one that came and went.
 * @polled: somebody has polled this pipe, so every write must wake readers: an
 *          edge-triggered epoll is promised an event for each. Never cleared.
 * @wait: where tasks sleep
 * @spin: what is known about waiting without sleep
 */
struct kpipe {
	u32 users;
	u32 mask;
	struct kpipe_buf *ring;
	u32 capacity;
	u32 policy;
	struct user_struct *user;
	u64 idle_head;
	struct list_head idle_node;
	bool idle_listed;

	struct mutex wr_lock ____cacheline_aligned_in_smp;
	u64 filled;
	u64 writes;
	u32 spares_seen;
	u32 wr_cpu;
	bool single;
	bool brimful;

	u64 head ____cacheline_aligned_in_smp;
	u32 spares_out;

	struct mutex rd_lock ____cacheline_aligned_in_smp;
	u64 drained;
	u64 read;
	u64 reads;
	u32 spares_left;
	u32 rd_cpu;

	u64 tail ____cacheline_aligned_in_smp;
	u32 spares_in;

	struct page *spare[KPIPE_SPARES] ____cacheline_aligned_in_smp;

	spinlock_t ends_lock ____cacheline_aligned_in_smp;
	u32 readers;
	u32 writers;
	u32 read_opens;
	u32 write_opens;
	bool polled;
	struct kpipe_wait wait[KPIPE_SITES];

	struct kpipe_spin spin[KPIPE_SPINS];
};

static inline struct kpipe_buf *kpipe_buf_at(const struct kpipe *pipe, u32 slot)
{
	return &pipe->ring[slot & pipe->mask];
}

/**
 * kpipe_observe - head and tail of one moment, without a lock
 * @pipe: the pipe
 * @head: where head goes
 * @tail: where tail goes
 *
 * Tail only ever moves on. When it is the same before and after head was
 * loaded, both stood there at once. Pairs with the releases in read.c and
 * write.c.
 *
 * Context: any. Repeats only when a reader has made progress.
 */
static inline void kpipe_observe(const struct kpipe *pipe, u64 *head, u64 *tail)
{
	do {
		/* In this order: head is loaded after tail ... */
		*tail = smp_load_acquire(&pipe->tail);
		/* ... and before tail again. */
		*head = smp_load_acquire(&pipe->head);
	} while (READ_ONCE(pipe->tail) != *tail);
}

/**
 * kpipe_spares - how many pages wait to be used again
 * @pipe: the pipe
 *
 * Context: any; exact only under wr_lock and rd_lock.
 * Return: the number of spare pages.
 */
static inline u32 kpipe_spares(const struct kpipe *pipe)
{
	return READ_ONCE(pipe->spares_in) - READ_ONCE(pipe->spares_out);
}

/* Whether a call must not wait. */
static inline bool kpipe_nonblock(const struct kiocb *iocb)
{
	return iocb->ki_filp->f_flags & O_NONBLOCK ||
	       iocb->ki_flags & IOCB_NOWAIT;
}

/* Makes a pipe stand still, and lets it go on. */
static inline void kpipe_stop(struct kpipe *pipe)
{
	mutex_lock(&pipe->rd_lock);
	mutex_lock(&pipe->wr_lock);
}

static inline void kpipe_go(struct kpipe *pipe)
{
	mutex_unlock(&pipe->wr_lock);
	mutex_unlock(&pipe->rd_lock);
}

/**
 * kpipe_signal - send SIGIO to who asked for it
 * @pipe: the pipe
 * @site: the side that may have something to do now
 *
 * After every read and write, whether it made a difference or not: listeners
 * have come to count on that.
 *
 * Context: no lock held; does not sleep.
 */
static inline void kpipe_signal(struct kpipe *pipe, enum kpipe_site site)
{
	if (READ_ONCE(pipe->wait[site].listeners))
		kpipe_signal_send(pipe, site);
}

/* read.c, write.c */
ssize_t kpipe_read(struct kiocb *iocb, struct iov_iter *to);
ssize_t kpipe_read_into(struct kpipe *pipe, struct iov_iter *to, bool nonblock,
			bool split, bool *slot_freed);
bool kpipe_peek(const struct kpipe *pipe, u64 head, u64 *cursor,
		struct kpipe_chunk *chunk);
void kpipe_consume(struct kpipe *pipe, u64 head, u64 cursor, u32 bytes);
u64 kpipe_read_begin(struct kpipe *pipe);
void kpipe_read_end(struct kpipe *pipe, u64 start, bool woken,
		    enum kpipe_news news);
ssize_t kpipe_write(struct kiocb *iocb, struct iov_iter *from);
u32 kpipe_room(struct kpipe *pipe);
void kpipe_open_slot(struct kpipe *pipe, struct kpipe_buf buf, u32 bytes);
void kpipe_write_end(struct kpipe *pipe, u64 start, bool woken,
		     enum kpipe_news news);

/* times.c */
void kpipe_accessed(struct file *file);
int kpipe_touch(struct file *file);

/* splice.c */
struct pipe_inode_info;
ssize_t kpipe_splice_read(struct file *file, loff_t *ppos,
			  struct pipe_inode_info *native, size_t len,
			  unsigned int flags);
ssize_t kpipe_splice_write(struct pipe_inode_info *native, struct file *file,
			   loff_t *ppos, size_t len, unsigned int flags);

/* link.c */
struct kpipe_splice;
struct kpipe_vmsplice;
int kpipe_link_files(struct kpipe_splice __user *arg, bool consume);
int kpipe_vmsplice_file(struct kpipe_vmsplice __user *arg);

/* poll.c */
__poll_t kpipe_poll(struct file *file, struct poll_table_struct *table);

/* open.c */
extern const struct file_operations kpipe_fops;
struct kpipe *kpipe_get(struct inode *inode);
void kpipe_put(struct inode *inode, struct kpipe *pipe);
void kpipe_opened(struct kpipe *pipe, struct file *file);

/* fs.c */
int kpipe_fs_pin(void);
void kpipe_fs_unpin(void);
int kpipe_fs_files(struct kpipe *pipe, unsigned int flags, struct file *ends[2]);

/* policy.c */
#define KPIPE_POLICY_TEXT	64
int kpipe_policy_parse(const char *text, u32 *policy);
const char *kpipe_policy_text(u32 policy, char *text, char between);
u32 kpipe_policy_default(void);

/* fifofs.c */
int kpipe_fifofs_register(void);
void kpipe_fifofs_unregister(void);
bool kpipe_is_fifo(const struct inode *inode);
bool kpipe_keeps_times(const struct file *file);
u32 kpipe_fifofs_slots(const struct super_block *sb);
u32 kpipe_fifofs_policy(const struct super_block *sb);

/* buf.c */
struct kpipe *kpipe_alloc(u64 size, u32 usual, u32 policy);
void kpipe_free(struct kpipe *pipe);
void kpipe_discard(struct kpipe *pipe);
u64 kpipe_nr_pipes(void);
u64 kpipe_nr_pages(void);

struct page *kpipe_page_alloc(void);
void kpipe_page_adopt(struct page *page);
struct page *kpipe_page_get(struct kpipe *pipe, struct list_head *reserve);
void kpipe_page_recycle(struct kpipe *pipe, struct kpipe_buf *buf);
bool kpipe_page_hold(struct page *page);
void kpipe_spares_trim(struct kpipe *pipe, u32 keep);
void kpipe_reserve_fill(const struct kpipe *pipe, struct list_head *reserve,
			size_t bytes);
void kpipe_reserve_drop(struct list_head *reserve);

struct kpipe_buf *kpipe_ring_alloc(u32 slots, u32 *mask);

/* Sets pages aside when the spares will not do. Of small writes few need a page,
 * and to find out which costs them more than it saves.
 */
static inline void kpipe_reserve(const struct kpipe *pipe,
				 struct list_head *reserve, size_t bytes)
{
	if (bytes >= PAGE_SIZE && bytes > kpipe_spares(pipe) * PAGE_SIZE)
		kpipe_reserve_fill(pipe, reserve, bytes);
}

/* past.c */
void kpipe_past_add(const struct kpipe *pipe);
void kpipe_past_sum(u64 *pipes, u64 *bytes);

/* resize.c */
int kpipe_resize(struct kpipe *pipe, u64 *size);

/* idle.c */
void kpipe_idle_list(struct kpipe *pipe);
void kpipe_idle_forget(struct kpipe *pipe);
void kpipe_idle_stop(void);

/**
 * kpipe_idle_watch - see whether a pipe keeps more than it may when idle
 * @pipe: the pipe
 *
 * Context: after a full barrier that follows kpipe_page_recycle(); it pairs
 * with the one in kpipe_idle_trim(): either the page is seen there, or here
 * that the pipe is no longer on the list. No lock held; does not sleep.
 */
static inline void kpipe_idle_watch(struct kpipe *pipe)
{
	if (kpipe_spares(pipe) > KPIPE_SPARES_IDLE &&
	    list_empty_careful(&pipe->idle_node))
		kpipe_idle_list(pipe);
}

/* account.c */
int kpipe_slots(u64 size, u32 paid, u32 *slots);
int kpipe_recharge(struct user_struct *user, u32 paid, u32 slots);
int kpipe_charge(struct user_struct *user, u64 size, u32 usual, u32 *slots);
void kpipe_uncharge(struct user_struct *user, long slots);
u64 kpipe_max_size(void);
u32 kpipe_default_size(void);

/* info.c */
struct kpipe_snapshot;
long kpipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg);
int kpipe_take_snapshot(struct file *file, struct kpipe_snapshot __user *arg);
void kpipe_show_fdinfo(struct seq_file *seq, struct file *file);

/* dev.c */
int kpipe_dev_register(void);
void kpipe_dev_unregister(void);

#endif /* KPIPE_H */
