// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe begins and ends.
 *
 * The module cannot be unloaded while a pipe is there, /dev/kpipe is open or a
 * file system of ours mounted: each holds a reference to it. So there is nothing
 * to clean up at exit but what init made, and the idle work.
 */
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/mm.h>
#include <linux/module.h>

#include "kpipe.h"

static int __init kpipe_init(void)
{
	int err;

	BUILD_BUG_ON(PAGE_SIZE > KPIPE_POS_MAX);
	BUILD_BUG_ON(KPIPE_CAPACITY_MAX >= KPIPE_SPAN_MAX);

	err = kpipe_fifofs_register();
	if (err)
		return err;
	err = kpipe_dev_register();
	if (err)
		kpipe_fifofs_unregister();
	return err;
}

static void __exit kpipe_exit(void)
{
	kpipe_dev_unregister();
	kpipe_fifofs_unregister();
	kpipe_idle_stop();
	WARN_ON(kpipe_nr_pipes() || kpipe_nr_pages());
}

module_init(kpipe_init);
module_exit(kpipe_exit);

MODULE_DESCRIPTION("Pipes that can be watched and stepped");
MODULE_AUTHOR("The kpipe developers");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1");
