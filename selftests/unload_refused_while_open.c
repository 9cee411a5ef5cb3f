// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module cannot be unloaded while any end, or the device, is open; the
 * attempt harms nothing; after the last close it can.
 */
#include <kpipe/kpipe.h>

#include "module.h"

static void refused(const char *name)
{
	ERR(module_unload(), EWOULDBLOCK, name);
	OK(module_refs() > 0, "references are held");
}

static void body(void)
{
	char buf[8];
	int fd[2], dev, path;

	EQ(module_refs(), 0, "nothing holds the module at first");
	dev = kp_open();
	MUST(dev >= 0);
	refused("the device is open");
	MUST(kp_pipe_at(dev, fd, 0, 0) > 0);
	close(dev);
	MUST(write(fd[1], "abc", 3) == 3);
	refused("both ends are open");
	EQ(read(fd[0], buf, 1), 1, "the pipe works as before");
	close(fd[1]);
	refused("the read end is open");
	EQ(read(fd[0], buf, 8), 2, "and still gives its data");
	snprintf(buf, sizeof(buf), "%d", fd[0]);
	close(fd[0]);
	EQ(module_refs(), 0, "all closed: no reference");

	MUST(kp_pipe(fd, 0) == 0);
	close(fd[0]);
	refused("the write end is open");
	path = open("/proc/self/fd", O_PATH | O_DIRECTORY);
	MUST(path >= 0);
	snprintf(buf, sizeof(buf), "%d", fd[1]);
	dev = openat(path, buf, O_PATH);
	MUST(dev >= 0);
	close(path);
	close(fd[1]);
	refused("an O_PATH descriptor of a pipe without ends");
	close(dev);
	EQ(module_refs(), 0, "all closed: no reference");

	EQ(module_unload(), 0, "it can be unloaded");
	OK(access(KP_DEVICE, F_OK) != 0, "the device is gone");
	EQ(kp_pipe(fd, 0), -ENOENT, "making a pipe says so");
	EQ(module_load(), 0, "it can be loaded again");
	EQ(kp_pipe(fd, 0), 0, "and makes pipes");
	close(fd[0]);
	close(fd[1]);
}

int main(void)
{
	if (module_can_be_cycled(30))
		body();
	return test_end();
}
