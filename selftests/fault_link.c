// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of the ioctl twins of splice, tee and vmsplice
 * fails once: no byte is lost, also when the answer cannot be told.
 */
#include <sys/uio.h>

#include "fault_stream.h"

#define BYTES (3 * PAGE + 10)

static int out[2];
static struct kpipe_splice splice_args;
static struct kpipe_vmsplice vm_args;
static struct iovec vector[20];
/* In pages of its own, as what is spliced from here must not change. */
static unsigned char *memory;

static void between_pipes(void)
{
	stream_open(0, BYTES);
	open_pipe(out, O_NONBLOCK);
	splice_args = (struct kpipe_splice) {
		.fd_in = stream_pipe[0],
		.fd_out = out[1],
		.len = 2 * PAGE + 100,
	};
}

static long call_splice(void)
{
	long ret = ioctl(device, KPIPE_IOC_SPLICE, &splice_args);

	return ret < 0 ? -errno : (long)splice_args.len;
}

static long call_tee(void)
{
	long ret = ioctl(device, KPIPE_IOC_TEE, &splice_args);

	return ret < 0 ? -errno : (long)splice_args.len;
}

static void judge_splice(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(ret < 0 || ret == 2 * PAGE + 100, "as many as wanted");
	stream_holds(out[0], 0, done);
	close_pipe(out);
	stream_close(done, BYTES);
}

static void judge_tee(long ret)
{
	fault_holds(ret < 0 || ret == 2 * PAGE + 100, "as many as wanted");
	stream_holds(out[0], 0, ret > 0 ? ret : 0);
	close_pipe(out);
	stream_close(0, BYTES);
}

static void describe(int fd, int parts, size_t each)
{
	int i;

	for (i = 0; i < parts; i++)
		vector[i] = (struct iovec) {
			.iov_base = memory + i * each,
			.iov_len = each,
		};
	vm_args = (struct kpipe_vmsplice) {
		.fd = fd,
		.iov = (__u64)(unsigned long)vector,
		.nr_segs = parts,
	};
}

static void from_memory(void)
{
	stream_open(0, 0);
	memcpy(memory, stream_bytes, STREAM_MOST);
	describe(stream_pipe[1], 3, PAGE);
}

static void from_memory_in_parts(void)
{
	stream_open(0, 0);
	memcpy(memory, stream_bytes, STREAM_MOST);
	describe(stream_pipe[1], 12, 1000);
}

static long call_vmsplice(void)
{
	long ret = ioctl(device, KPIPE_IOC_VMSPLICE, &vm_args);

	return ret < 0 ? -errno : (long)vm_args.len;
}

static void judge_from_memory(long ret)
{
	fault_holds(ret != 0, "something");
	stream_close(0, ret > 0 ? ret : 0);
}

static void to_memory(void)
{
	stream_open(0, BYTES);
	memset(memory, 0, STREAM_MOST);
	describe(stream_pipe[0], 2, PAGE);
}

static void to_memory_in_parts(void)
{
	stream_open(0, BYTES);
	memset(memory, 0, STREAM_MOST);
	describe(stream_pipe[0], 12, 1000);
}

static void judge_to_memory(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(!memcmp(memory, stream_bytes, done), "the same bytes");
	stream_close(done, BYTES);
}

#define ERRORS { EFAULT, ENOMEM }

/* Pages are handed on, which needs no memory; the answer goes by put_user(). */
static const struct fault_path paths[] = {
	{ "splice between kpipes", { [FAULT_COPY] = 1 }, ERRORS,
	  between_pipes, call_splice, .judge = judge_splice },
	{ "tee between kpipes", { [FAULT_COPY] = 1 }, ERRORS,
	  between_pipes, call_tee, .judge = judge_tee },
	/* The question, the vector. */
	{ "vmsplice into a kpipe", { [FAULT_COPY] = 2 }, ERRORS,
	  from_memory, call_vmsplice, .judge = judge_from_memory },
	/* A vector too long for the stack. */
	{ "vmsplice of twelve parts", { [FAULT_SLAB] = 1, [FAULT_COPY] = 2 },
	  ERRORS, from_memory_in_parts, call_vmsplice,
	  .judge = judge_from_memory },
	{ "vmsplice out of a kpipe", { [FAULT_COPY] = 4 }, ERRORS,
	  to_memory, call_vmsplice, .judge = judge_to_memory },
	/* Twelve parts, two of which have a page's end in their midst. */
	{ "vmsplice into twelve parts", { [FAULT_SLAB] = 1, [FAULT_COPY] = 16 },
	  ERRORS, to_memory_in_parts, call_vmsplice, .judge = judge_to_memory },
	{}
};

static void body(void)
{
	stream_init();
	memory = mmap(NULL, STREAM_MOST, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(memory != MAP_FAILED);
	fault_all(paths);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
