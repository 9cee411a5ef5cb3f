// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every user copy of a read fails once: what the call says it read is in the
 * buffers, the rest is still in the pipe, and no byte is in neither or both.
 */
#include <sys/uio.h>

#include "fault_stream.h"

static unsigned char buffer[STREAM_MOST];
static size_t before, wanted;
static struct iovec vector[24];
static int vectors;

static void set_up(size_t in_pipe, size_t to_read)
{
	before = in_pipe;
	wanted = to_read;
	stream_open(0, before);
	memset(buffer, 0, sizeof(buffer));
}

static long call_read(void)
{
	return fault_answer(read(stream_pipe[0], buffer, wanted));
}

static long call_readv(void)
{
	return fault_answer(readv(stream_pipe[0], vector, vectors));
}

static void judge_read(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(ret != 0, "no end of file");
	fault_holds(!memcmp(buffer, stream_bytes, done),
		    "what was read is what was written");
	stream_close(done, before);
}

static void part_of_a_page(void)
{
	set_up(3000, 1000);
}

static void three_pages(void)
{
	set_up(5 * PAGE, 3 * PAGE);
}

static void all_there_is(void)
{
	set_up(6 * PAGE + 100, STREAM_MOST);
}

static void split_up(size_t in_pipe, int parts, size_t each)
{
	set_up(in_pipe, 0);
	for (vectors = 0; vectors < parts; vectors++)
		vector[vectors] = (struct iovec) {
			.iov_base = buffer + vectors * each,
			.iov_len = each,
		};
}

static void five_parts(void)
{
	split_up(2 * PAGE, 5, 700);
}

static void twenty_parts(void)
{
	split_up(8 * PAGE, 20, 1000);
}

/* Three packets of a hundred bytes. */
static void a_packet(void)
{
	int i;

	set_up(0, 60);
	MUST(fcntl(stream_pipe[1], F_SETFL, O_DIRECT | O_NONBLOCK) == 0);
	for (i = 0; i < 3; i++)
		MUST(write(stream_pipe[1], stream_bytes + i * 100, 100) == 100);
}

/* A packet that could not be read is still there, whole. */
static void judge_packet(long ret)
{
	fault_holds(ret < 0 || (ret == 60 && !memcmp(buffer, stream_bytes, 60)),
		    "the beginning of the first packet");
	if (ret < 0)
		fault_holds(read(stream_pipe[0], stream_got, PAGE) == 100 &&
			    !memcmp(stream_got, stream_bytes, 100),
			    "the first packet is still there");
	stream_holds(stream_pipe[0], 100, 300);
	close_pipe(stream_pipe);
}

static const struct fault_path paths[] = {
	{ "read a part of a page", { [FAULT_COPY] = 1 }, { EFAULT },
	  part_of_a_page, call_read, .judge = judge_read },
	{ "read three pages", { [FAULT_COPY] = 3 }, { EFAULT },
	  three_pages, call_read, .judge = judge_read },
	{ "read all there is", { [FAULT_COPY] = 7 }, { EFAULT },
	  all_there_is, call_read, .judge = judge_read },
	/* The vector itself, its parts. */
	{ "readv into five parts", { [FAULT_COPY] = 6 }, { EFAULT, ENOMEM },
	  five_parts, call_readv, .judge = judge_read },
	/* A page ends in the midst of four of the parts, and the vector is too
	 * long for the stack.
	 */
	{ "readv into twenty parts", { [FAULT_SLAB] = 1, [FAULT_COPY] = 25 },
	  { EFAULT, ENOMEM }, twenty_parts, call_readv, .judge = judge_read },
	{ "read a packet", { [FAULT_COPY] = 1 }, { EFAULT },
	  a_packet, call_read, .judge = judge_packet },
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
