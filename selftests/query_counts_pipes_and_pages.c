// SPDX-License-Identifier: GPL-2.0-only
/* QUERY: pipes and pages in existence, back to nothing after the last close. */
#include "halves.h"

/* More pages at once than a pipe would keep for later. */
static void large_pipe(void)
{
	static char buf[256 * PAGE];
	struct kpipe_query q, before = query();
	int fd[2], i;

	MUST(kp_pipe_at(device, fd, O_NONBLOCK, sizeof(buf)) > 0);
	for (i = 0; i < 3; i++) {
		MUST(write(fd[1], buf, sizeof(buf)) == sizeof(buf));
		MUST(read(fd[0], buf, sizeof(buf)) == sizeof(buf));
	}
	q = query();
	OK(q.pages - before.pages < 64, "drained, it gave most pages back");
	close_pipe(fd);
	q = query();
	EQ(q.pages, before.pages, "closed, it gave all of them back");
}

static void body(void)
{
	static char page[PAGE];
	struct kpipe_query q, before = query();
	int fd[20][2], i, copy;

	for (i = 0; i < 20; i++)
		open_pipe(fd[i], O_NONBLOCK);
	q = query();
	EQ(q.pipes - before.pipes, 20, "twenty pipes");
	EQ(q.pages - before.pages, 0, "that hold no page yet");
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[7][1], page, PAGE) == PAGE);
	q = query();
	OK(q.pages - before.pages >= SLOTS, "sixteen pages written are held");
	OK(q.pages - before.pages <= SLOTS + 2, "and not many more");
	copy = dup(fd[7][0]);
	for (i = 0; i < 20; i++)
		close_pipe(fd[i]);
	q = query();
	EQ(q.pipes - before.pipes, 1, "one end of one pipe is still open");
	EQ(read(copy, page, PAGE), PAGE, "with its data");
	close(copy);
	q = query();
	EQ(q.pipes, before.pipes, "no pipe is left");
	EQ(q.pages, before.pages, "no page is left, read or unread");
	large_pipe();
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
