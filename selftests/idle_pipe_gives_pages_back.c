// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe that carried data and is now idle keeps no spare pages, after about
 * three seconds, and one page in all: it must not cost more than an ordinary one.
 */
#include <time.h>

#include "snap.h"

enum { LIMIT_MS = 6000 };

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void body(void)
{
	static char buf[SLOTS * PAGE];
	long start;
	int fd[2];

	open_pipe(fd, O_NONBLOCK);
	MUST(write(fd[1], buf, sizeof(buf)) == sizeof(buf));
	MUST(read(fd[0], buf, sizeof(buf)) == sizeof(buf));
	printf("# %u spare pages right after use\n", snap(fd[0]).spare_pages);
	for (start = now_ms(); now_ms() - start < LIMIT_MS; usleep(20000))
		if (!snap(fd[0]).spare_pages)
			break;
	EQ(snap(fd[0]).spare_pages, 0, "no spare page is kept");
	OK(query().pages <= 1, "and at most one page in all");
	printf("# after %ld ms\n", now_ms() - start);
	EQ(write(fd[1], buf, sizeof(buf)), sizeof(buf), "it works as before");
	EQ(snap(fd[0]).unread, sizeof(buf), "with all its capacity");
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
