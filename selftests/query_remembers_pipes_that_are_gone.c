// SPDX-License-Identifier: GPL-2.0-only
/*
 * QUERY: how many pipes are gone, with and without names, and what readers
 * took from them; not what was thrown away, nor what of a pipe still there.
 */
#include "fifo.h"

static void move(int from, int to, int bytes)
{
	static char buf[PAGE];

	MUST(write(to, buf, bytes) == bytes);
	MUST(read(from, buf, bytes) == bytes);
}

static void gone(struct kpipe_query *before, int pipes, int bytes,
		 const char *name)
{
	struct kpipe_query q = query();

	EQ(q.past_pipes - before->past_pipes, pipes, name);
	EQ(q.past_bytes - before->past_bytes, bytes, "and its bytes");
	*before = q;
}

static void without_name(void)
{
	struct kpipe_query q = query();
	int fd[2], other[2], bad[2] = { -1, -1 };

	OK(q.features & KPIPE_FEATURE_PAST, "it is announced");
	open_pipe(fd, 0);
	open_pipe(other, 0);
	move(fd[0], fd[1], 1000);
	move(other[0], other[1], 77);
	MUST(write(fd[1], "unread", 6) == 6);
	close(fd[1]);
	gone(&q, 0, 0, "a pipe with one end is not gone");
	close(fd[0]);
	gone(&q, 1, 1000, "one of two is gone");
	close_pipe(other);
	gone(&q, 1, 77, "the other");
	ERR(make_pipe(bad, 1 << 30), EINVAL, "a pipe that is refused");
	gone(&q, 0, 0, "never was one");
}

static void with_name(void)
{
	struct kpipe_query q = query();
	int fd;

	MUST(mkfifo("f", 0600) == 0);
	for (int i = 0; i < 3; i++) {
		fd = open("f", O_RDWR);
		move(fd, fd, PAGE);
		close(fd);
	}
	gone(&q, 3, 3 * PAGE, "a FIFO, each time after its last close");
	MUST(unlink("f") == 0);
	gone(&q, 0, 0, "and not once more when it is removed");
}

static void in_place(void)
{
	without_name();
	fifo_body = with_name;
	fifo_needs_mount = true;
	fifo_in_place();
}

int main(void)
{
	return run_on_kpipe(in_place, 20);
}
