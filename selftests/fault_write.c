// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of a write fails once: what the call says it
 * wrote is in the pipe, in order, and nothing else.
 */
#include <sys/uio.h>

#include "fault_stream.h"

static size_t before, bytes, merged;
static struct iovec vector[24];
static int vectors;

static void set_up(size_t in_pipe, size_t to_write)
{
	before = in_pipe;
	bytes = to_write;
	merged = 0;
	stream_open(0, before);
}

static long call_write(void)
{
	return fault_answer(write(stream_pipe[1], stream_bytes + before,
				  bytes));
}

static long call_writev(void)
{
	return fault_answer(writev(stream_pipe[1], vector, vectors));
}

static void judge_write(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(ret < 0 || done == bytes || (done - merged) % PAGE == 0,
		    "all of it, or whole pages");
	stream_close(0, before + done);
}

static void into_an_empty_pipe(void)
{
	set_up(0, 1000);
}

static void into_the_last_page(void)
{
	set_up(1000, 1000);
}

/* The spare page is the one that was read from. */
static void into_a_spare_page(void)
{
	set_up(0, 1000);
	MUST(write(stream_pipe[1], stream_bytes, 3 * PAGE) == 3 * PAGE);
	MUST(read(stream_pipe[0], stream_got, 3 * PAGE) == 3 * PAGE);
}

static void one_page(void)
{
	set_up(100, PAGE);
}

static void twelve_pages(void)
{
	set_up(0, 12 * PAGE);
}

/* The odd bytes go first, behind those that are there. */
static void merge_and_three_pages(void)
{
	set_up(3000, 3 * PAGE + 500);
	merged = 500;
}

static void split_up(size_t in_pipe, int parts, size_t each)
{
	set_up(in_pipe, parts * each);
	for (vectors = 0; vectors < parts; vectors++)
		vector[vectors] = (struct iovec) {
			.iov_base = stream_bytes + in_pipe + vectors * each,
			.iov_len = each,
		};
}

static void five_parts(void)
{
	split_up(0, 5, 700);
}

static void twenty_parts(void)
{
	split_up(0, 20, 1000);
}

/* Parts of a write that is to be all or nothing. */
static void parts_of_a_merge(void)
{
	split_up(1000, 4, 500);
}

static void judge_merge(long ret)
{
	fault_holds(ret < 0 || ret == (long)bytes, "all or nothing");
	stream_close(0, before + (ret > 0 ? ret : 0));
}

static void two_packets(void)
{
	before = 0;
	bytes = PAGE + 904;
	stream_open(O_DIRECT, 0);
}

static void judge_packets(long ret)
{
	size_t at = 0, want;

	fault_holds(ret < 0 || ret == PAGE || ret == (long)bytes,
		    "whole packets");
	for (; ret > 0 && at < (size_t)ret; at += want) {
		want = ret - at < PAGE ? ret - at : PAGE;
		fault_holds(read(stream_pipe[0], stream_got, PAGE) ==
			    (ssize_t)want &&
			    !memcmp(stream_got, stream_bytes + at, want),
			    "each packet by itself");
	}
	stream_close(0, 0);
}

#define ERRORS { ENOMEM, EFAULT }

static const struct fault_path paths[] = {
	{ "write into an empty pipe", { [FAULT_PAGE] = 1, [FAULT_COPY] = 1 },
	  ERRORS, into_an_empty_pipe, call_write, .judge = judge_write },
	{ "write into the last page", { [FAULT_COPY] = 1 },
	  ERRORS, into_the_last_page, call_write, .judge = judge_merge },
	{ "write into a spare page", { [FAULT_COPY] = 1 },
	  ERRORS, into_a_spare_page, call_write, .judge = judge_write },
	{ "write a page", { [FAULT_PAGE] = 1, [FAULT_COPY] = 1 },
	  ERRORS, one_page, call_write, .judge = judge_write },
	/* Eight set aside before the lock is taken, four after. */
	{ "write twelve pages", { [FAULT_PAGE] = 12, [FAULT_COPY] = 12 },
	  ERRORS, twelve_pages, call_write, .judge = judge_write },
	{ "write some bytes and three pages",
	  { [FAULT_PAGE] = 3, [FAULT_COPY] = 4 },
	  ERRORS, merge_and_three_pages, call_write, .judge = judge_write },
	/* The vector itself, and its parts. */
	{ "writev of five parts", { [FAULT_PAGE] = 1, [FAULT_COPY] = 6 },
	  ERRORS, five_parts, call_writev, .judge = judge_write },
	/* Five pages, a boundary in the midst of four of the parts; a vector
	 * too long for the stack.
	 */
	{ "writev of twenty parts",
	  { [FAULT_SLAB] = 1, [FAULT_PAGE] = 5, [FAULT_COPY] = 25 },
	  ERRORS, twenty_parts, call_writev, .judge = judge_write },
	{ "writev into the last page", { [FAULT_COPY] = 5 },
	  ERRORS, parts_of_a_merge, call_writev, .judge = judge_merge },
	{ "write two packets", { [FAULT_PAGE] = 2, [FAULT_COPY] = 2 },
	  ERRORS, two_packets, call_write, .judge = judge_packets },
	{}
};

static void body(void)
{
	stream_init();
	fault_all(paths);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
