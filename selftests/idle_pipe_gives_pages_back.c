// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe that carried data and is now idle keeps at most two spare pages,
 * after about three seconds: it must not cost more than an ordinary one.
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
		if (snap(fd[0]).spare_pages <= 2)
			break;
	OK(snap(fd[0]).spare_pages <= 2, "at most two pages are kept");
	OK(query().pages <= 2, "and the total says so, too");
	printf("# after %ld ms\n", now_ms() - start);
	EQ(write(fd[1], buf, sizeof(buf)), sizeof(buf), "it works as before");
	EQ(snap(fd[0]).unread, sizeof(buf), "with all its capacity");
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 30);
}
