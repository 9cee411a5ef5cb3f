// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the unit tests of kpipe become a module of their own. It has
 * a second copy of the sources under test, with their own counts, so that it
 * can be loaded beside kpipe.ko and sees nothing of what others do there. What
 * a test does not include for itself is included here.
 *
 * KUnit runs the suites when the module is loaded and prints what came out in
 * the kernel's log.
 */
#include <linux/module.h>

#include "../past.c"
#include "../read.c"
#include "../resize.c"
#include "../spin.c"
#include "../times.c"
#include "../wait.c"
#include "../write.c"

/* The pipes here are on no file system. */
bool kpipe_keeps_times(const struct file *file)
{
	return false;
}

MODULE_DESCRIPTION("Unit tests of kpipe");
MODULE_AUTHOR("The kpipe developers");
MODULE_LICENSE("GPL");
