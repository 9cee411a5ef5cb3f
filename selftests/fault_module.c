// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of loading the module fails once: it is there
 * whole or not at all, and can then be loaded.
 */
#include "fault.h"
#include "module.h"

static int ko;

static bool file_system_is_known(void)
{
	static char text[4096];
	int fd = open("/proc/filesystems", O_RDONLY);
	ssize_t got = read(fd, text, sizeof(text) - 1);

	MUST(fd >= 0 && got > 0);
	text[got] = 0;
	close(fd);
	return strstr(text, "\tkpipe\n");
}

static void nothing(void)
{
}

static long call_load(void)
{
	return fault_answer(syscall(SYS_finit_module, ko, "max_size=65536", 0));
}

/* The device node comes, and goes, by a kernel thread. */
static bool device_soon(bool there)
{
	int tries;

	for (tries = 0; tries < 5000; tries++) {
		if ((access(KP_DEVICE, F_OK) == 0) == there)
			return true;
		usleep(1000);
	}
	return false;
}

static void judge_load(long ret)
{
	bool there = ret == 0;

	fault_holds((module_refs() >= 0) == there, "the module is there");
	fault_holds(file_system_is_known() == there, "so is its file system");
	fault_holds(device_soon(there), "and its device");
	if (there)
		fault_holds(module_unload() == 0, "it can be unloaded");
}

static const struct fault_path paths[] = {
	/* The device and its name, at the least, are made by our init. */
	{ "load the module", { [FAULT_SLAB] = 2, [FAULT_COPY] = 1 },
	  { ENOMEM, EFAULT }, nothing, call_load, .judge = judge_load,
	  .slow = true },
	{}
};

int main(void)
{
	if (!module_can_be_cycled(60))
		return test_end();
	ko = open(getenv("KPIPE_KO"), O_RDONLY | O_CLOEXEC);
	MUST(ko >= 0);
	EQ(module_unload(), 0, "it is unloaded");
	fault_all(paths);
	EQ(module_load(), 0, "it is loaded again");
	close(ko);
	return test_end();
}
