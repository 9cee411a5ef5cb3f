// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe keeps its memory: the pipe itself, and its pages.
 *
 * A page travels in a circle. A writer gets it and puts it into a slot, the
 * reader that leaves the slot recycles it into the pipe's spares, the next
 * writer finds it there. Only when there is no spare, or too many, does the
 * page allocator come in; for the first KPIPE_RESERVE_MAX pages of a write
 * before the lock is taken.
 *
 * May sleep in allocations; takes rd_lock and wr_lock in kpipe_discard().
 */
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <linux/kpipe.h>

#include "kpipe.h"

/* A page of a pipe may lie anywhere and is charged to the writer's cgroup. */
#define KPIPE_GFP_PAGE		(GFP_HIGHUSER | __GFP_ACCOUNT)

/* The most pages that one write sets aside before it takes the lock. */
#define KPIPE_RESERVE_MAX	8

static atomic64_t kpipe_pipes = ATOMIC64_INIT(0);
static atomic64_t kpipe_pages = ATOMIC64_INIT(0);

/**
 * kpipe_nr_pipes - how many pipes exist
 *
 * Context: any.
 * Return: the number of pipes in all of the system.
 */
u64 kpipe_nr_pipes(void)
{
	return atomic64_read(&kpipe_pipes);
}

/**
 * kpipe_nr_pages - how many pages all pipes hold
 *
 * Context: any.
 * Return: pages in slots, among the spares and set aside by writers; a page in
 * several slots counts several times.
 */
u64 kpipe_nr_pages(void)
{
	return atomic64_read(&kpipe_pages);
}

/**
 * kpipe_page_alloc - a new page
 *
 * Context: sleeps.
 * Return: the page, or NULL.
 */
struct page *kpipe_page_alloc(void)
{
	struct page *page = alloc_page(KPIPE_GFP_PAGE);

	if (page)
		atomic64_inc(&kpipe_pages);
	return page;
}

/**
 * kpipe_page_adopt - own a reference to a page that the caller has
 * @page: the page
 *
 * Context: any.
 */
void kpipe_page_adopt(struct page *page)
{
	atomic64_inc(&kpipe_pages);
}

/**
 * kpipe_page_hold - take another reference to a page
 * @page: the page, which somebody holds
 *
 * Context: any.
 * Return: whether that was possible: a page has only so many references.
 */
bool kpipe_page_hold(struct page *page)
{
	/* Asked first: try_get_page() would warn, as of a bug of ours. */
	if (page_ref_count(compound_head(page)) <= 0 || !try_get_page(page))
		return false;
	atomic64_inc(&kpipe_pages);
	return true;
}

/* Gives back a reference to a page. */
static void kpipe_page_drop(struct page *page)
{
	atomic64_dec(&kpipe_pages);
	put_page(page);
}

static struct page *kpipe_spare_take(struct kpipe *pipe)
{
	u32 out = pipe->spares_out;
	struct page *page;

	lockdep_assert_held(&pipe->wr_lock);
	if (out == pipe->spares_seen) {
		/* Pairs with the release in kpipe_page_recycle(): no reader
		 * copies from the page any more.
		 */
		pipe->spares_seen = smp_load_acquire(&pipe->spares_in);
		if (out == pipe->spares_seen)
			return NULL;
	}
	page = pipe->spare[out % KPIPE_SPARES];
	/* Pairs with the acquire there: the place may be filled again. */
	smp_store_release(&pipe->spares_out, out + 1);
	return page;
}

/* Whether readers may put another page among the spares. */
static bool kpipe_spare_place(struct kpipe *pipe)
{
	lockdep_assert_held(&pipe->rd_lock);
	if (pipe->spares_in - pipe->spares_left < KPIPE_SPARES)
		return true;
	/* Pairs with the release in kpipe_spare_take(): the place is free. */
	pipe->spares_left = smp_load_acquire(&pipe->spares_out);
	return pipe->spares_in - pipe->spares_left < KPIPE_SPARES;
}

/**
 * kpipe_page_recycle - take back the page of a slot that readers have left
 * @pipe: the pipe
 * @buf: the slot
 *
 * Only a page that is the pipe's alone is used again: one that came from
 * elsewhere, or is still seen elsewhere, must not change.
 *
 * Context: rd_lock held.
 */
void kpipe_page_recycle(struct kpipe *pipe, struct kpipe_buf *buf)
{
	struct page *page = buf->page;
	u32 in = pipe->spares_in;

	lockdep_assert_held(&pipe->rd_lock);
	if (!page)
		return;
	buf->page = NULL;
	if (buf->flags & KPIPE_SLOT_SHARED || page_count(page) != 1 ||
	    !kpipe_spare_place(pipe)) {
		kpipe_page_drop(page);
		return;
	}
	pipe->spare[in % KPIPE_SPARES] = page;
	/* Pairs with the acquire there: the page is no longer read from. */
	smp_store_release(&pipe->spares_in, in + 1);
}

/**
 * kpipe_spares_trim - give spare pages back to the system
 * @pipe: the pipe
 * @keep: how many to keep
 *
 * Context: wr_lock held. Does not sleep.
 */
void kpipe_spares_trim(struct kpipe *pipe, u32 keep)
{
	lockdep_assert_held(&pipe->wr_lock);
	while (kpipe_spares(pipe) > keep)
		kpipe_page_drop(kpipe_spare_take(pipe));
}

/**
 * kpipe_reserve_fill - set pages aside before the lock is taken
 * @pipe: the pipe
 * @reserve: where they go
 * @bytes: how much will be written
 *
 * A guess at what the write will need, from what the pipe looks like now, less
 * the spares; and never so much that a writer who dies or sleeps is missed for
 * it. Falling short is no error: kpipe_page_get() will try again.
 *
 * Context: sleeps; no lock held.
 */
void kpipe_reserve_fill(const struct kpipe *pipe, struct list_head *reserve,
			size_t bytes)
{
	size_t pages = bytes / PAGE_SIZE;
	u32 odd = bytes % PAGE_SIZE;
	u64 head, tail;
	size_t want;

	kpipe_observe(pipe, &head, &tail);
	if (odd && (kpipe_ring_empty(head, tail) ||
		    kpipe_cursor_pos(head) + odd > PAGE_SIZE))
		pages++;
	want = min3(pages, (size_t)KPIPE_RESERVE_MAX,
		    (size_t)(READ_ONCE(pipe->capacity) -
			     kpipe_ring_used(head, tail)));

	for (want -= min_t(size_t, want, kpipe_spares(pipe)); want; want--) {
		struct page *page = kpipe_page_alloc();

		if (!page)
			return;
		list_add(&page->lru, reserve);
	}
}

/**
 * kpipe_reserve_drop - give back what was set aside and not used
 * @reserve: the pages
 *
 * Context: does not sleep.
 */
void kpipe_reserve_drop(struct list_head *reserve)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, reserve, lru)
		kpipe_page_drop(page);
	INIT_LIST_HEAD(reserve);
}

/**
 * kpipe_page_get - a page to write into
 * @pipe: the pipe
 * @reserve: pages set aside by this writer
 *
 * Context: wr_lock held; sleeps when both the spares and @reserve are empty,
 * which readers do not notice.
 * Return: the page, or NULL when there is no memory.
 */
struct page *kpipe_page_get(struct kpipe *pipe, struct list_head *reserve)
{
	struct page *page = kpipe_spare_take(pipe);

	if (page)
		return page;
	page = list_first_entry_or_null(reserve, struct page, lru);
	if (!page)
		return kpipe_page_alloc();
	list_del(&page->lru);
	return page;
}

/**
 * kpipe_discard - throw away what nobody can read any more
 * @pipe: the pipe, whose last end may have been closed
 *
 * A pipe without ends keeps no pages. It may be opened again as long as
 * somebody has a path to it, and is then found empty.
 *
 * Context: takes rd_lock and wr_lock, sleeps.
 */
void kpipe_discard(struct kpipe *pipe)
{
	u64 tail;

	kpipe_stop(pipe);
	spin_lock(&pipe->ends_lock);
	if (pipe->readers || pipe->writers) {
		spin_unlock(&pipe->ends_lock);
		goto out;
	}
	spin_unlock(&pipe->ends_lock);

	for (tail = pipe->tail;; tail = kpipe_tail_next(tail)) {
		struct kpipe_buf *buf;

		buf = kpipe_buf_at(pipe, kpipe_cursor_slot(tail));
		if (buf->page)
			kpipe_page_drop(buf->page);
		buf->page = NULL;
		if (kpipe_cursor_slot(tail) == kpipe_cursor_slot(pipe->head))
			break;
	}
	WRITE_ONCE(pipe->drained, pipe->filled);
	/* Pairs with the acquire in kpipe_tail(). */
	smp_store_release(&pipe->tail, kpipe_tail_meet(pipe->head));
	kpipe_spares_trim(pipe, 0);
out:
	kpipe_go(pipe);
}

/**
 * kpipe_ring_alloc - make a ring
 * @slots: the pipe's capacity
 * @mask: where the ring's goes
 *
 * Context: sleeps.
 * Return: the ring, of empty slots, or NULL.
 */
struct kpipe_buf *kpipe_ring_alloc(u32 slots, u32 *mask)
{
	/* Readers may stay on one drained slot, hence one more. */
	u32 entries = roundup_pow_of_two(slots + 1);

	*mask = entries - 1;
	return kvcalloc(entries, sizeof(struct kpipe_buf),
			GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
}

/**
 * kpipe_alloc - make an empty pipe without ends
 * @size: capacity in bytes, 0 for the usual one
 * @usual: that one, in slots
 * @policy: KPIPE_POLICY_* bits
 *
 * Context: process context, sleeps. Charges the calling user.
 * Return: the pipe, with one user, or an error pointer: what kpipe_charge() says, or -ENOMEM.
 */
struct kpipe *kpipe_alloc(u64 size, u32 usual, u32 policy)
{
	struct kpipe *pipe;
	int err = -ENOMEM;

	pipe = kzalloc(sizeof(*pipe), GFP_KERNEL_ACCOUNT);
	if (!pipe)
		return ERR_PTR(err);

	pipe->user = get_uid(current_user());
	err = kpipe_charge(pipe->user, size, usual, &pipe->capacity);
	if (err)
		goto err_user;

	err = -ENOMEM;
	pipe->ring = kpipe_ring_alloc(pipe->capacity, &pipe->mask);
	if (!pipe->ring)
		goto err_charge;

	pipe->users = 1;
	pipe->policy = policy;
	mutex_init(&pipe->rd_lock);
	mutex_init(&pipe->wr_lock);
	spin_lock_init(&pipe->ends_lock);
	INIT_LIST_HEAD(&pipe->idle_node);
	kpipe_wait_init(pipe);
	atomic64_inc(&kpipe_pipes);
	return pipe;

err_charge:
	kpipe_uncharge(pipe->user, pipe->capacity);
err_user:
	free_uid(pipe->user);
	kfree(pipe);
	return ERR_PTR(err);
}

/* Whether a pipe that nobody uses has pages. The last close leaves none. */
static bool kpipe_keeps_pages(const struct kpipe *pipe)
{
	return !kpipe_ring_empty(pipe->head, pipe->tail) ||
	       kpipe_buf_at(pipe, kpipe_cursor_slot(pipe->tail))->page ||
	       kpipe_spares(pipe);
}

/**
 * kpipe_free - unmake a pipe that has no ends
 * @pipe: the pipe
 *
 * Context: process context, sleeps; no inode leads to the pipe any more.
 */
void kpipe_free(struct kpipe *pipe)
{
	if (kpipe_keeps_pages(pipe))
		kpipe_discard(pipe);
	kpipe_past_add(pipe);
	kpipe_idle_forget(pipe);
	atomic64_dec(&kpipe_pipes);
	kvfree(pipe->ring);
	kpipe_uncharge(pipe->user, pipe->capacity);
	free_uid(pipe->user);
	kfree(pipe);
}
