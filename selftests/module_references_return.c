// SPDX-License-Identifier: GPL-2.0-only
/* Pipes made, failed and reopened: the module's reference count returns. */
#include <sys/ioctl.h>
#include <sys/resource.h>

#include <kpipe/kpipe.h>

#include "module.h"
#include "reopen.h"

static void body(void)
{
	struct kpipe_create bad = { .pad = 1 };
	struct rlimit old, tight;
	int before, dev, fd[2], i, copy;

	dev = kp_open();
	MUST(dev >= 0);
	before = module_refs();
	for (i = 0; i < 300; i++) {
		MUST(kp_pipe_at(dev, fd, 0, 0) > 0);
		copy = reopen(fd[0], O_RDWR);
		MUST(copy >= 0);
		close(fd[0]);
		close(fd[1]);
		close(copy);
	}
	EQ(module_refs(), before, "after 300 pipes and 300 reopenings");
	for (i = 0; i < 300; i++) {
		MUST(ioctl(dev, KPIPE_IOC_CREATE, &bad) == -1);
		MUST(ioctl(dev, KPIPE_IOC_CREATE, 8) == -1);
	}
	EQ(module_refs(), before, "after 600 refused calls");
	MUST(getrlimit(RLIMIT_NOFILE, &old) == 0);
	tight = old;
	tight.rlim_cur = dev + 2;
	MUST(setrlimit(RLIMIT_NOFILE, &tight) == 0);
	for (i = 0; i < 300; i++)
		MUST(kp_pipe_at(dev, fd, 0, 0) == -EMFILE);
	MUST(setrlimit(RLIMIT_NOFILE, &old) == 0);
	EQ(module_refs(), before, "after 300 times EMFILE");
	close(dev);
	EQ(module_refs(), 0, "with all closed it is 0");
}

int main(void)
{
	if (module_can_be_cycled(30))
		body();
	return test_end();
}
