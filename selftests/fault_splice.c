// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of splice and sendfile between a kpipe and
 * the kernel's pipes, files and sockets fails once; no byte is lost on the way.
 */
#include <sched.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "fault_stream.h"

#define BYTES (3 * PAGE + 10)
#define WANTED (2 * PAGE + 100)
#define TRACING "/sys/kernel/tracing/"

static int native_pipe[2], file, raw;
static loff_t at;

static void open_native(void)
{
	MUST(pipe2(native_pipe, O_NONBLOCK) == 0);
}

static void judge_native(size_t from, size_t to)
{
	stream_holds(native_pipe[0], from, to);
	close_pipe(native_pipe);
}

static void from_native(void)
{
	stream_open(0, 0);
	open_native();
	MUST(write(native_pipe[1], stream_bytes, BYTES) == BYTES);
}

static long call_from_native(void)
{
	return fault_answer(splice(native_pipe[0], NULL, stream_pipe[1], NULL,
				   WANTED, 0));
}

static void judge_from_native(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(ret < 0 || ret == WANTED, "as many as wanted");
	judge_native(done, BYTES);
	stream_close(0, done);
}

static void to_native(void)
{
	stream_open(0, BYTES);
	open_native();
}

static long call_to_native(void)
{
	return fault_answer(splice(stream_pipe[0], NULL, native_pipe[1], NULL,
				   WANTED, 0));
}

static void judge_to_native(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	fault_holds(ret < 0 || ret == WANTED, "as many as wanted");
	judge_native(0, done);
	stream_close(done, BYTES);
}

/* Bytes that came from a socket. */
static void from_socket(void)
{
	int pair[2];

	stream_open(0, 0);
	open_native();
	MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	MUST(write(pair[1], stream_bytes, BYTES) == BYTES);
	MUST(splice(pair[0], NULL, native_pipe[1], NULL, BYTES, 0) == BYTES);
	close_pipe(pair);
}

/* The last bytes before a page begins, and two pages after. */
static void from_file(void)
{
	stream_open(0, 0);
	at = PAGE - 7;
}

static long call_sendfile(void)
{
	return fault_answer(sendfile(stream_pipe[1], file, &at, WANTED));
}

static void judge_sendfile(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	/* When the new offset cannot be told, the bytes have gone. */
	if (ret == -EFAULT) {
		int queued = -1;

		MUST(ioctl(stream_pipe[0], FIONREAD, &queued) == 0);
		fault_holds(queued == 0 || queued == WANTED, "all or nothing");
		done = queued;
	} else if (ret >= 0) {
		fault_holds(at == PAGE - 7 + ret, "the offset moved on");
	}
	stream_close(PAGE - 7, PAGE - 7 + done);
}

/* Pages that the kernel means to use again: they are copied. A trace has such,
 * when enough is in it.
 */
static void from_trace(void)
{
	char line[512];
	ssize_t got;
	int mark, i;

	stream_open(0, 0);
	open_native();
	memset(line, 'k', sizeof(line));
	mark = open(TRACING "trace_marker", O_WRONLY);
	MUST(mark >= 0);
	for (i = 0; i < 24; i++)
		MUST(write(mark, line, sizeof(line)) == sizeof(line));
	close(mark);
	got = splice(raw, NULL, native_pipe[1], NULL, PAGE, SPLICE_F_NONBLOCK);
	MUST(got == PAGE);
}

static void judge_from_trace(long ret)
{
	size_t rest = 0;
	ssize_t n;

	n = read(stream_pipe[0], stream_got, sizeof(stream_got));
	fault_holds(ret > 0 ? n == ret && memmem(stream_got, n, "kkkk", 4) :
			      n < 0 && errno == EAGAIN, "what was moved");
	while ((n = read(native_pipe[0], stream_got, PAGE)) > 0)
		rest += n;
	fault_holds((ret > 0 ? ret : 0) + rest == PAGE, "and the rest");
	close_pipe(native_pipe);
	stream_close(0, 0);
}

static const struct fault_path paths[] = {
	/* Pages change hands: there is nothing that could fail. */
	{ "splice from a native pipe", { 0 }, { ENOMEM, EFAULT },
	  from_native, call_from_native, .judge = judge_from_native },
	{ "splice to a native pipe", { 0 }, { ENOMEM, EFAULT },
	  to_native, call_to_native, .judge = judge_to_native },
	{ "splice of what came from a socket", { 0 }, { ENOMEM, EFAULT },
	  from_socket, call_from_native, .judge = judge_from_native },
	/* The offset, both ways. */
	{ "sendfile", { [FAULT_COPY] = 1 }, { ENOMEM, EFAULT },
	  from_file, call_sendfile, .judge = judge_sendfile },
	{}
};

static const struct fault_path copied = {
	"splice of pages of a trace", { [FAULT_PAGE] = 1 }, { ENOMEM },
	from_trace, call_from_native, .judge = judge_from_trace
};

static void make_file(void)
{
	char name[] = "/tmp/kpipe-XXXXXX";

	file = mkostemp(name, O_CLOEXEC);
	MUST(file >= 0 && unlink(name) == 0);
	MUST(write(file, stream_bytes, STREAM_MOST) == STREAM_MOST);
	/* The pipe in the middle is the task's, and is made only once. */
	stream_open(0, 0);
	at = 0;
	MUST(sendfile(stream_pipe[1], file, &at, PAGE) == PAGE);
	stream_close(0, PAGE);
}

/* Of one processor, so that all marks are in the same trace. */
static void traced(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	MUST(sched_setaffinity(0, sizeof(first), &first) == 0);
	raw = open(TRACING "per_cpu/cpu0/trace_pipe_raw",
		   O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (raw < 0) {
		test_skip(copied.name, "there is no tracing in this kernel");
		return;
	}
	fault_each(&copied);
	close(raw);
}

static void body(void)
{
	stream_init();
	make_file();
	fault_all(paths);
	if (fault.path)
		traced();
	close(file);
}

int main(void)
{
	return run_on_kpipe(body, 60);
}
