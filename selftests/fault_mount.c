// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of mount, remount and umount fails once: it is
 * mounted or not as the call says, with the options it had, and holds the
 * module or does not.
 */
#include <sys/statfs.h>

#include "fault.h"
#include "fifo.h"
#include "module.h"

#define MAGIC_OF_RAMFS 0x858458f6	/* its own too; /tmp has another */

static char dir[64];
static int refs;

static bool mounted(void)
{
	struct statfs st;

	MUST(statfs(dir, &st) == 0);
	return st.f_type == MAGIC_OF_RAMFS;
}

static unsigned long pages_of_mount(void)
{
	struct statfs st;

	MUST(statfs(dir, &st) == 0);
	return st.f_blocks;
}

static void no_mount(void)
{
	refs = module_refs();
}

static long call_mount(void)
{
	return fault_answer(fs_mount(dir, "size=64k,mode=700,uid=5"));
}

static void judge_mount(long ret)
{
	fault_holds(mounted() == (ret == 0), "it is mounted, or is not");
	if (mounted()) {
		fault_holds(pages_of_mount() == 16, "as the options say");
		MUST(umount(dir) == 0);
	}
	fault_holds(module_refs() == refs, "nobody holds the module");
}

static void a_mount(void)
{
	refs = module_refs();
	MUST(fs_mount(dir, "size=64k") == 0);
}

static long call_remount(void)
{
	return fault_answer(mount("none", dir, "kpipe", MS_REMOUNT,
				  "size=128k,nr_inodes=20"));
}

static void judge_remount(long ret)
{
	fault_holds(pages_of_mount() == (ret == 0 ? 32 : 16),
		    "as before, or as the options say");
	MUST(umount(dir) == 0);
	fault_holds(module_refs() == refs, "nobody holds the module");
}

static long call_umount(void)
{
	return fault_answer(umount(dir));
}

static void judge_umount(long ret)
{
	fault_holds(mounted() == (ret < 0), "it is mounted, or is not");
	if (mounted())
		MUST(umount(dir) == 0);
	fault_holds(module_refs() == refs, "nobody holds the module");
}

#define ERRORS { ENOMEM, EFAULT, ENOSPC }

static const struct fault_path paths[] = {
	/* Context, options, super block, its private part, top inode and its
	 * dentry, mount; three strings of the call and its page of options.
	 */
	{ "mount", { [FAULT_SLAB] = 7, [FAULT_COPY] = 4 }, ERRORS,
	  no_mount, call_mount, .judge = judge_mount },
	{ "remount", { [FAULT_SLAB] = 2, [FAULT_COPY] = 4 }, ERRORS,
	  a_mount, call_remount, .judge = judge_remount },
	{ "umount", { [FAULT_SLAB] = 1, [FAULT_COPY] = 1 }, ERRORS,
	  a_mount, call_umount, .judge = judge_umount },
	{}
};

static void body(void)
{
	new_directory(dir);
	private_mounts();
	fault_all(paths);
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	return run_on_kpipe(body, 120);
}
