// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests through io_uring: a module's pipe answers each as the running
 * kernel's own does, and those that have to wait wait.
 */
#include <poll.h>
#include <sys/uio.h>

#include "halves.h"
#include "uring.h"

enum { ANSWERS = 12, WAITS = 1 << 20 };

static char page[PAGE];

static struct io_uring_sqe request(int op, int fd, unsigned int len)
{
	return (struct io_uring_sqe) {
		.opcode = op,
		.fd = fd,
		.addr = (__u64)(unsigned long)page,
		.len = len,
		.off = -1,
	};
}

static int asked(struct uring *u, struct io_uring_sqe entry)
{
	uring_put(u, entry);
	return uring_answer(u);
}

/* The answer if it comes at once; else WAITS and what it is after a page has
 * gone into the pipe or out of it.
 */
static int asked_or_waits(struct uring *u, struct io_uring_sqe entry,
			  const int fd[2])
{
	uring_put(u, entry);
	usleep(20000);
	if (uring_done(u))
		return uring_answer(u);
	if (entry.fd == fd[0])
		MUST(write(fd[1], page, PAGE) == PAGE);
	else
		MUST(read(fd[0], page, PAGE) == PAGE);
	return WAITS + uring_answer(u);
}

static struct io_uring_sqe nowait(struct io_uring_sqe entry)
{
	entry.rw_flags = RWF_NOWAIT;
	return entry;
}

static struct io_uring_sqe polling(int fd, int events)
{
	struct io_uring_sqe entry = request(IORING_OP_POLL_ADD, fd, 0);

	entry.addr = 0;
	entry.off = 0;
	entry.poll32_events = events;
	return entry;
}

static void ask(struct uring *u, int *got)
{
	int fd[2], n = 0;

	open_pipe(fd, 0);
	got[n++] = asked(u, nowait(request(IORING_OP_READ, fd[0], 9)));
	got[n++] = asked(u, request(IORING_OP_WRITE, fd[1], 5));
	got[n++] = asked(u, polling(fd[0], POLLIN));
	got[n++] = asked(u, nowait(request(IORING_OP_READ, fd[0], 9)));
	if (got[n - 1] < 0)
		MUST(read(fd[0], page, 9) == 5);

	uring_put(u, request(IORING_OP_READ, fd[0], 9));
	usleep(20000);
	got[n++] = uring_done(u);
	MUST(write(fd[1], "abc", 3) == 3);
	got[n++] = uring_answer(u);

	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	got[n++] = asked_or_waits(u, request(IORING_OP_READ, fd[0], 9), fd);
	fcntl(fd[1], F_SETFL, O_NONBLOCK);
	while (write(fd[1], page, PAGE) == PAGE)
		;
	got[n++] = asked_or_waits(u, request(IORING_OP_WRITE, fd[1], 5), fd);
	while (write(fd[1], page, PAGE) == PAGE)
		;
	got[n++] = asked(u, nowait(request(IORING_OP_WRITE, fd[1], 5)));
	uring_put(u, polling(fd[1], POLLOUT));
	got[n++] = uring_done(u);
	MUST(read(fd[0], page, PAGE) == PAGE);
	got[n++] = uring_answer(u);
	close(fd[0]);
	got[n++] = asked(u, request(IORING_OP_WRITE, fd[1], 5));
	close(fd[1]);
	MUST(n == ANSWERS);
}

static void body(void)
{
	static const char *const name[] = {
		"reading an empty pipe, not to wait", "writing",
		"polling", "reading, not to wait",
		"reading an empty pipe is not done", "until it is written to",
		"reading an empty pipe with O_NONBLOCK",
		"writing to a full pipe with O_NONBLOCK", "not to wait",
		"polling a full pipe is not done", "until there is room",
		"writing without readers",
	};
	int want[ANSWERS], got[ANSWERS], i, keep = device;
	struct uring u;

	signal(SIGPIPE, SIG_IGN);
	if (!uring_open(&u)) {
		test_skip("all checks", "there is no io_uring here");
		return;
	}
	device = -1;
	ask(&u, want);
	device = keep;
	ask(&u, got);
	uring_close(&u);
	for (i = 0; i < ANSWERS; i++)
		EQ(got[i], want[i], name[i]);
	EQ(want[1], 5, "the kernel's own pipe took five bytes");
	EQ(want[4], 0, "and a reader of it had to wait");
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
