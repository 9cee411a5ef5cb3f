// SPDX-License-Identifier: GPL-2.0-only
/*
 * An inotify watch holds the inode of a pipe beyond its last end. Whichever
 * goes first, the watch, its inotify descriptor, or the device, each of them
 * goes without waiting for the others, and the module can be unloaded.
 */
#include <sys/inotify.h>

#include <kpipe/kpipe.h>

#include "child.h"
#include "module.h"

/* In a child: who waits for himself in the kernel cannot be killed. */
static void watch(bool device_stays, bool remove)
{
	int dev = kp_open(), notify = inotify_init1(IN_NONBLOCK);
	char path[64];
	int fd[2], wd;

	MUST(dev >= 0 && notify >= 0);
	MUST(kp_pipe_at(dev, fd, 0, 0) > 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd[0]);
	wd = inotify_add_watch(notify, path, IN_ALL_EVENTS);
	MUST(wd >= 0);
	close(fd[0]);
	close(fd[1]);
	if (!device_stays)
		close(dev);
	/* That the watch has gone with its pipe is as well. */
	if (remove)
		MUST(inotify_rm_watch(notify, wd) == 0 || errno == EINVAL);
	close(notify);
	_exit(0);
}

static void goes(bool device_stays, bool remove, const char *name)
{
	pid_t pid = child();

	if (pid == 0)
		watch(device_stays, remove);
	EQ(reap(pid), 0, name);
	EQ(module_refs(), 0, "no reference is left");
}

static void body(void)
{
	goes(true, true, "the watch goes before the device");
	goes(true, false, "inotify goes before the device");
	goes(false, true, "the device goes before the watch");
	goes(false, false, "the device goes before inotify");
	EQ(module_unload(), 0, "the module can be unloaded");
	EQ(module_load(), 0, "and loaded again");
}

int main(void)
{
	if (module_can_be_cycled(20))
		body();
	return test_end();
}
