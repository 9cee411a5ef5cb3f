// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of changing a pipe's size, and of looking at
 * it, fails once: a change that is refused has not happened, and one that has
 * happened is not refused; what the pipe holds stays.
 */
#include "fault_stream.h"
#include "limits.h"
#include "snap.h"

#define LIMIT 32	/* slots in all pipes of a user without rights */

static __u64 asked;
static unsigned int slots;

static void grow(void)
{
	stream_open(0, 3 * PAGE + 10);
	asked = 64 * PAGE;
}

static void grow_to_many_pages(void)
{
	stream_open(0, 3 * PAGE + 10);
	asked = 1024 * PAGE;
}

static void shrink(void)
{
	stream_open(0, 3 * PAGE + 10);
	asked = 4 * PAGE;
}

static void grow_to_the_limit(void)
{
	stream_open(0, 3 * PAGE + 10);
	asked = LIMIT * PAGE;
}

static long call_resize(void)
{
	return fault_answer(ioctl(stream_pipe[0], KPIPE_IOC_SET_SIZE, &asked));
}

static void judge_resize(long ret)
{
	slots = snap(stream_pipe[0]).capacity;
	if (ret < 0)
		fault_holds(slots == SLOTS, "a failure changes nothing");
	else
		fault_holds(slots == asked / PAGE, "the size that is told");
	stream_close(0, 3 * PAGE + 10);
}

static struct kpipe_snapshot snapshot;
static struct kpipe_slot listed[SLOTS];
static char info_path[64], info[4096];

static void four_slots(void)
{
	stream_open(0, 3 * PAGE + 10);
	memset(listed, 0, sizeof(listed));
	snapshot = (struct kpipe_snapshot) {
		.fd = stream_pipe[0],
		.slots = (__u64)(unsigned long)listed,
		.slots_room = SLOTS,
	};
	snprintf(info_path, sizeof(info_path), "/proc/self/fdinfo/%d",
		 stream_pipe[0]);
	memset(info, 0, sizeof(info));
}

static void four_slots_of_an_end(void)
{
	four_slots();
	snapshot.fd = -1;
}

static long call_snapshot(void)
{
	return fault_answer(ioctl(snapshot.fd < 0 ? stream_pipe[0] : device,
				  KPIPE_IOC_SNAPSHOT, &snapshot));
}

static void judge_snapshot(long ret)
{
	if (ret == 0)
		fault_holds(snapshot.unread == 3 * PAGE + 10 &&
			    snapshot.slots_used == 4 && listed[3].len == 10,
			    "the pipe as it is");
	stream_close(0, 3 * PAGE + 10);
}

static long call_fdinfo(void)
{
	int fd = open(info_path, O_RDONLY);
	long ret;

	if (fd < 0)
		return fault_answer(fd);
	ret = fault_answer(read(fd, info, sizeof(info) - 1));
	close(fd);
	return ret;
}

static void judge_fdinfo(long ret)
{
	if (ret >= 0)
		fault_holds(strstr(info, "kpipe-unread:\t12298\n") &&
			    strstr(info, "kpipe-asleep:\t"),
			    "all that there is to tell");
	stream_close(0, 3 * PAGE + 10);
}

/* The ring; the size that is asked for. The answer goes back by put_user(). */
#define OF_RESIZE { [FAULT_SLAB] = 1, [FAULT_COPY] = 1 }
#define ERRORS { ENOMEM, EFAULT }

static const struct fault_path paths[] = {
	{ "grow", OF_RESIZE, ERRORS, grow, call_resize, .judge = judge_resize },
	/* The ring is pages; if they are not in a row, single ones. */
	{ "grow to a ring of many pages",
	  { [FAULT_PAGE] = 1, [FAULT_COPY] = 1 }, ERRORS,
	  grow_to_many_pages, call_resize, .judge = judge_resize },
	/* What a failed call forgets to give back is missed by the next one. */
	{ "grow to a user's limit", OF_RESIZE, ERRORS,
	  grow_to_the_limit, call_resize, .judge = judge_resize, .poor = true },
	{ "shrink", OF_RESIZE, ERRORS,
	  shrink, call_resize, .judge = judge_resize },
	/* The slots; the question, the slots, the answer. */
	{ "snapshot through the device", { [FAULT_SLAB] = 1, [FAULT_COPY] = 3 },
	  ERRORS, four_slots, call_snapshot, .judge = judge_snapshot },
	{ "snapshot of an end", { [FAULT_SLAB] = 1, [FAULT_COPY] = 3 },
	  ERRORS, four_slots_of_an_end, call_snapshot,
	  .judge = judge_snapshot },
	/* A file, its place in the text, the text; the name, the text. */
	{ "fdinfo", { [FAULT_SLAB] = 3, [FAULT_COPY] = 2 },
	  { ENOMEM, EFAULT, ENOENT },
	  four_slots, call_fdinfo, .judge = judge_fdinfo },
	{}
};

static void body(void)
{
	stream_init();
	limit_set(true, LIMIT);
	fault_all(paths);
	limit_set(true, 0);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
