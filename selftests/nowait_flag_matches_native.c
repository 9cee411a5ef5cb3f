// SPDX-License-Identifier: GPL-2.0-only
/*
 * RWF_NOWAIT on an end without O_NONBLOCK: kernels differ, and the module
 * answers as the running kernel's own pipe does.
 */
#include <sys/uio.h>

#include "halves.h"

static int answer(ssize_t ret)
{
	return ret < 0 ? -errno : (int)ret;
}

static void ask(int *got)
{
	static char page[PAGE];
	struct iovec iov = { page, PAGE };
	int fd[2], i;

	open_pipe(fd, 0);
	got[0] = answer(preadv2(fd[0], &iov, 1, -1, RWF_NOWAIT));
	got[1] = answer(pwritev2(fd[1], &iov, 1, -1, RWF_NOWAIT));
	fcntl(fd[1], F_SETFL, O_NONBLOCK);
	for (i = 0; i <= SLOTS; i++)
		got[2] = answer(write(fd[1], page, PAGE));
	fcntl(fd[1], F_SETFL, 0);
	got[3] = answer(pwritev2(fd[1], &iov, 1, -1, RWF_NOWAIT));
	got[4] = answer(preadv2(fd[0], &iov, 1, -1, RWF_NOWAIT));
	got[5] = answer(preadv2(fd[0], &iov, 1, -1, RWF_HIPRI));
	close_pipe(fd);
}

static void body(void)
{
	static const char *const name[] = {
		"reading an empty pipe", "writing to it",
		"the pipe is full", "writing to a full pipe",
		"reading from it", "RWF_HIPRI is no matter",
	};
	int want[6], got[6], i, keep = device;

	device = -1;
	ask(want);
	device = keep;
	ask(got);
	for (i = 0; i < 6; i++)
		EQ(got[i], want[i], name[i]);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
