// SPDX-License-Identifier: GPL-2.0-only
/* Only CAP_SYS_RESOURCE may make a pipe larger than max_size. */
#include "child.h"
#include "halves.h"

static void body(void)
{
	volatile long long *got = shared(4096);
	size_t max = query().max_size;
	pid_t pid;
	int fd[2];

	pid = child();
	if (pid == 0) {
		MUST(setresgid(65534, 65534, 65534) == 0);
		MUST(setresuid(65534, 65534, 65534) == 0);
		got[0] = kp_pipe_at(device, fd, 0, max);
		got[1] = kp_pipe_at(device, fd, 0, max + 1);
		got[2] = dup(0) - fd[1];
		_exit(0);
	}
	EQ(reap(pid), 0, "the child without rights ends by itself");
	EQ(got[0], max, "max_size itself is for everybody");
	EQ(got[1], -EPERM, "a byte more is not");
	EQ(got[2], 1, "the refused call left no descriptor");
	munmap((void *)got, 4096);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
