// SPDX-License-Identifier: GPL-2.0-only
/* Without the module every call fails with an error, none with a crash. */
#include <kpipe/kpipe.h>

#include "kpipe_test.h"

int main(void)
{
	struct kpipe_query q;
	struct kp_snapshot *s;
	int fd[2] = { -7, -7 }, plain[2], lowest;

	test_begin(20);
	test.half = "libkpipe";
	if (access(KP_DEVICE, F_OK) == 0) {
		test_skip("all checks", "the module is loaded");
		return test_end();
	}
	MUST(pipe(plain) == 0);
	lowest = dup(0);
	close(lowest);
	EQ(kp_open(), -ENOENT, "kp_open");
	EQ(kp_pipe(fd, 0), -ENOENT, "kp_pipe");
	EQ(kp_pipe_sized(fd, 0, 4096), -ENOENT, "kp_pipe_sized");
	EQ(fd[0], -7, "the caller's array is untouched");
	EQ(kp_query(&q), -ENOENT, "kp_query");
	EQ(kp_is_kpipe(plain[0]), 0, "an ordinary pipe is none of ours");
	OK(kp_snapshot(plain[0], &s) < 0, "and has no snapshot");
	EQ(dup(0), lowest, "no descriptor is left");
	return test_end();
}
