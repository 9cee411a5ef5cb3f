// SPDX-License-Identifier: GPL-2.0-only
/*
 * A descriptor opened with O_PATH shows a pipe without being an end of it:
 * it keeps nothing open, and still works when all ends are closed.
 */
#include "reopen.h"
#include "snap.h"

static int ask(int fd, struct kpipe_snapshot *s)
{
	*s = (struct kpipe_snapshot){ .fd = fd };
	return ioctl(device, KPIPE_IOC_SNAPSHOT, s);
}

static void body(void)
{
	struct kpipe_snapshot s;
	int fd[2], path;
	char buf[8];

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], "abc", 3) == 3);
	path = reopen(fd[0], O_PATH);
	MUST(path >= 0);
	EQ(ask(path, &s), 0, "snapshot through O_PATH");
	EQ(s.unread, 3, "shows the pipe");
	EQ(s.readers, 1, "O_PATH is no reader");
	EQ(s.writers, 1, "and no writer");
	ERR(read(path, buf, 1), EBADF, "it cannot read");
	close(fd[1]);
	EQ(ask(path, &s) ?: (int)s.writers, 0, "the last writer is gone");
	EQ(read(fd[0], buf, 8), 3, "data is drained");
	EQ(read(fd[0], buf, 8), 0, "and the end comes: nothing held it up");
	EQ(ask(path, &s) ?: (int)s.unread, 0, "the snapshot says empty");
	close(fd[0]);
	EQ(ask(path, &s), 0, "all ends closed: it still answers");
	EQ(s.readers, 0, "no reader");
	EQ(s.writers, 0, "no writer");
	EQ(s.slots_used, 0, "no slot");
	EQ(query().pages, 0, "no page is kept for it");
	close(path);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
