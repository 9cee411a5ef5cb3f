// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the debugger learns what the kernel's own structures look like.
 *
 * A distribution's kernel comes without debug information, and that of the
 * module has only what the module uses. This file is compiled against the same
 * headers, and never linked to anything: the debugger reads its DWARF.
 */
#include <linux/fdtable.h>
#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

#include <asm/current.h>
#include <asm/ptrace.h>
#include <asm/switch_to.h>

/* Of what a structure refers to, only its use makes the compiler tell more. */
struct kpipe_gdb_types {
	struct dentry dentry;
	struct fdtable fdtable;
	struct file file;
	struct files_struct files;
	struct inactive_task_frame frame;
	struct inode inode;
	struct mod_kallsyms kallsyms;
	struct module module;
	struct page page;
	struct poll_wqueues poll;
	struct pt_regs regs;
	struct signal_struct signal;
	struct super_block sb;
	struct task_struct task;
	struct wait_queue_entry entry;
};

struct kpipe_gdb_types *kpipe_gdb_types;
