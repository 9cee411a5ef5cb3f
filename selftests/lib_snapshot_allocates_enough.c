// SPDX-License-Identifier: GPL-2.0-only
/* kp_snapshot() brings every used slot, however many there are. */
#include "halves.h"
#include "reopen.h"

static void body(void)
{
	static char page[PAGE];
	struct kp_snapshot *s = NULL;
	struct kpipe_query q;
	int fd[2], i, path, wrong = 0;

	EQ(kp_query(&q), 0, "kp_query");
	EQ(q.page_size, PAGE, "page size");
	MUST(kp_pipe_at(device, fd, O_NONBLOCK, 256 * PAGE) == 256 * PAGE);
	EQ(kp_snapshot(fd[0], &s), 0, "an empty pipe");
	EQ(s->state.slots_used, 0, "has no slot");
	kp_snapshot_free(s);
	for (i = 0; i < 256; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	EQ(kp_snapshot(fd[1], &s), 0, "256 slots");
	EQ(s->state.slots_used, 256, "are counted");
	for (i = 0; i < 256; i++)
		wrong += s->slots[i].len != PAGE || s->slots[i].offset;
	EQ(wrong, 0, "and given");
	kp_snapshot_free(s);
	path = reopen(fd[0], O_PATH);
	EQ(kp_snapshot(path, &s), 0, "through O_PATH");
	EQ(s->state.unread, 256 * PAGE, "the same pipe");
	kp_snapshot_free(s);
	close(path);
	close_pipe(fd);
	OK(kp_snapshot(0, &s) < 0, "standard input is no kpipe");
	EQ(kp_snapshot(9999, &s), -EBADF, "a number that is not open");
	kp_snapshot_free(NULL);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
