/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: loading and unloading the module from a test. KPIPE_KO names the
 * module's file; run-guest sets it.
 */
#ifndef KPIPE_MODULE_H
#define KPIPE_MODULE_H

#include <sys/syscall.h>

#include "kpipe_test.h"

static inline int module_refs(void)
{
	FILE *f = fopen("/sys/module/kpipe/refcnt", "r");
	int refs = -1;

	if (f && fscanf(f, "%d", &refs) != 1)
		refs = -1;
	if (f)
		fclose(f);
	return refs;
}

/* Refuses when in use, as rmmod does; never forced. */
static inline int module_unload(void)
{
	return syscall(SYS_delete_module, "kpipe", O_NONBLOCK);
}

static inline int module_load(void)
{
	int fd = open(getenv("KPIPE_KO"), O_RDONLY | O_CLOEXEC);
	int ret, tries;

	MUST(fd >= 0);
	ret = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	/* The device node comes from a kernel thread of its own. */
	for (tries = 0; !ret && tries < 5000; tries++) {
		if (access("/dev/kpipe", R_OK | W_OK) == 0)
			break;
		usleep(1000);
	}
	return ret;
}

static inline bool module_can_be_cycled(int seconds)
{
	test_begin(seconds);
	test.half = "kpipe";
	if (getenv("KPIPE_KO") && module_refs() >= 0)
		return true;
	test_skip("all checks", "needs the module loaded, and KPIPE_KO");
	return false;
}

#endif /* KPIPE_MODULE_H */
