// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where kpipe makes FIFOs that have names: a file system to mount,
 *
 *	mount -t kpipe none DIR
 *
 * in which mkfifo makes our FIFOs. It has directories, regular files, links
 * and device nodes as well, so that a program can have its TMPDIR there. All
 * of it lives in memory and is gone after umount. This file has the super
 * block: limits and charges.
 *
 * Memory is bounded by two numbers. size= bounds the page cache: a regular file
 * is charged for all pages up to its end, holes too, and pages beyond the end
 * do not exist. nr_inodes= bounds inodes and names. What a FIFO holds is
 * charged to who opens it, like any pipe.
 *
 * The type of the file system owns the module, and is used until after the
 * last inode has been evicted.
 *
 * Takes the mount's lock, and nothing under it.
 */
#include <linux/fs_context.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/statfs.h>

#include "compat.h"
#include "fifofs.h"
#include "kpipe.h"

/* i_blocks, in units of 512 bytes, is what an inode is charged for. */
#define KPIPE_BLOCK_SHIFT	(PAGE_SHIFT - 9)

/**
 * kpipe_fifofs_take_inode - charge for an inode, or another name of one
 * @sb: the file system
 *
 * Context: takes the mount's lock.
 * Return: whether there was one left.
 */
bool kpipe_fifofs_take_inode(struct super_block *sb)
{
	struct kpipe_fifofs *fs = kpipe_fifofs_of(sb);
	bool taken;

	spin_lock(&fs->lock);
	taken = fs->inodes_used < fs->options.inodes;
	fs->inodes_used += taken;
	spin_unlock(&fs->lock);
	return taken;
}

/**
 * kpipe_fifofs_give_inode - undo kpipe_fifofs_take_inode()
 * @sb: the file system
 *
 * Context: takes the mount's lock.
 */
void kpipe_fifofs_give_inode(struct super_block *sb)
{
	struct kpipe_fifofs *fs = kpipe_fifofs_of(sb);

	spin_lock(&fs->lock);
	fs->inodes_used--;
	spin_unlock(&fs->lock);
}

/**
 * kpipe_fifofs_charge - charge an inode for the pages that a size takes
 * @inode: the inode
 * @size: bytes
 *
 * When there are not enough pages left, it is charged for those there are, but
 * never for fewer than before. A smaller size than before gives pages back.
 *
 * Context: the inode is locked, or known to nobody else. Takes the mount's
 * lock.
 * Return: the bytes paid for.
 */
loff_t kpipe_fifofs_charge(struct inode *inode, loff_t size)
{
	struct kpipe_fifofs *fs = kpipe_fifofs_of(inode->i_sb);
	u64 paid = (u64)inode->i_blocks >> KPIPE_BLOCK_SHIFT;
	u64 pages = DIV_ROUND_UP((u64)size, PAGE_SIZE);

	spin_lock(&fs->lock);
	if (pages > paid)
		pages = min(pages, paid + fs->options.pages - fs->pages_used);
	fs->pages_used += pages - paid;
	spin_unlock(&fs->lock);
	inode->i_blocks = (blkcnt_t)pages << KPIPE_BLOCK_SHIFT;
	return (loff_t)pages << PAGE_SHIFT;
}

/**
 * kpipe_fifofs_slots - the capacity that FIFOs of a mount get
 * @sb: the file system
 *
 * Context: any.
 * Return: slots, a power of two.
 */
u32 kpipe_fifofs_slots(const struct super_block *sb)
{
	return READ_ONCE(kpipe_fifofs_of(sb)->options.slots);
}

/**
 * kpipe_fifofs_policy - how FIFOs of a mount work
 * @sb: the file system
 *
 * Context: any.
 * Return: KPIPE_POLICY_* bits.
 */
u32 kpipe_fifofs_policy(const struct super_block *sb)
{
	return READ_ONCE(kpipe_fifofs_of(sb)->options.policy);
}

static void kpipe_fifofs_evict_inode(struct inode *inode)
{
	truncate_inode_pages_final(&inode->i_data);
	clear_inode(inode);
	kpipe_fifofs_charge(inode, 0);
	kpipe_fifofs_give_inode(inode->i_sb);
}

static int kpipe_fifofs_statfs(struct dentry *dentry, struct kstatfs *stat)
{
	struct super_block *sb = dentry->d_sb;
	struct kpipe_fifofs *fs = kpipe_fifofs_of(sb);

	stat->f_type = sb->s_magic;
	stat->f_bsize = PAGE_SIZE;
	stat->f_namelen = NAME_MAX;
	stat->f_fsid = u64_to_fsid(huge_encode_dev(sb->s_dev));
	spin_lock(&fs->lock);
	stat->f_blocks = fs->options.pages;
	stat->f_bfree = fs->options.pages - fs->pages_used;
	stat->f_files = fs->options.inodes;
	stat->f_ffree = fs->options.inodes - fs->inodes_used;
	spin_unlock(&fs->lock);
	stat->f_bavail = stat->f_bfree;
	return 0;
}

static int kpipe_fifofs_show_options(struct seq_file *seq, struct dentry *root)
{
	struct kpipe_fifofs *fs = kpipe_fifofs_of(root->d_sb);
	struct kpipe_fifofs_options options;

	spin_lock(&fs->lock);
	options = fs->options;
	spin_unlock(&fs->lock);
	kpipe_fifoopts_show(seq, &options);
	return 0;
}

static const struct super_operations kpipe_fifofs_ops = {
	.statfs		= kpipe_fifofs_statfs,
	.evict_inode	= kpipe_fifofs_evict_inode,
	.show_options	= kpipe_fifofs_show_options,
};

static int kpipe_fifofs_fill(struct super_block *sb, struct fs_context *fc)
{
	struct kpipe_fifofs *fs = kzalloc(sizeof(*fs), GFP_KERNEL);
	struct inode *top;

	if (!fs)
		return -ENOMEM;
	spin_lock_init(&fs->lock);
	fs->options = *(struct kpipe_fifofs_options *)fc->fs_private;
	kpipe_fifoopts_complete(&fs->options);

	sb->s_fs_info = fs;
	sb->s_op = &kpipe_fifofs_ops;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_time_gran = 1;
	/* Programs that know file systems by this number treat this one as one
	 * in memory, which is right; tail -f complains of one it does not know.
	 */
	sb->s_magic = RAMFS_MAGIC;

	top = kpipe_fifodir_top(sb);
	if (IS_ERR(top))
		return PTR_ERR(top);
	sb->s_root = d_make_root(top);
	return sb->s_root ? 0 : -ENOMEM;
}

static int kpipe_fifofs_get_tree(struct fs_context *fc)
{
	return get_tree_nodev(fc, kpipe_fifofs_fill);
}

/* The options were those of the mount before they were read anew. */
static int kpipe_fifofs_reconfigure(struct fs_context *fc)
{
	const struct kpipe_fifofs_options *options = fc->fs_private;
	struct kpipe_fifofs *fs = kpipe_fifofs_of(fc->root->d_sb);
	const char *wrong = NULL;

	if (options->mode != fs->options.mode ||
	    !uid_eq(options->uid, fs->options.uid) ||
	    !gid_eq(options->gid, fs->options.gid))
		return invalfc(fc,
			       "mode=, uid= and gid= are for the first mount; use chmod and chown now");

	spin_lock(&fs->lock);
	if (options->pages < fs->pages_used) {
		wrong = "size= is less than what is in use; remove files first";
	} else if (options->inodes < fs->inodes_used) {
		wrong = "nr_inodes= is less than what is in use; remove files first";
	} else {
		fs->options.pages = options->pages;
		fs->options.inodes = options->inodes;
		WRITE_ONCE(fs->options.slots, options->slots);
		WRITE_ONCE(fs->options.policy, options->policy);
	}
	spin_unlock(&fs->lock);
	return wrong ? invalfc(fc, "%s", wrong) : 0;
}

static void kpipe_fifofs_free_fc(struct fs_context *fc)
{
	kfree(fc->fs_private);
}

static const struct fs_context_operations kpipe_fifofs_context_ops = {
	.free		= kpipe_fifofs_free_fc,
	.parse_param	= kpipe_fifoopts_parse,
	.get_tree	= kpipe_fifofs_get_tree,
	.reconfigure	= kpipe_fifofs_reconfigure,
};

static int kpipe_fifofs_init_context(struct fs_context *fc)
{
	struct kpipe_fifofs_options *options;
	struct kpipe_fifofs *fs;

	options = kzalloc(sizeof(*options), GFP_KERNEL);
	if (!options)
		return -ENOMEM;
	if (fc->purpose == FS_CONTEXT_FOR_RECONFIGURE) {
		fs = kpipe_fifofs_of(fc->root->d_sb);
		spin_lock(&fs->lock);
		*options = fs->options;
		spin_unlock(&fs->lock);
	} else {
		*options = kpipe_fifoopts_defaults();
	}
	fc->fs_private = options;
	fc->ops = &kpipe_fifofs_context_ops;
	return 0;
}

static void kpipe_fifofs_kill_sb(struct super_block *sb)
{
	kpipe_kill_super(sb);
	/* After the last inode has given back what it was charged for. */
	kfree(kpipe_fifofs_of(sb));
}

static struct file_system_type kpipe_fifofs_type = {
	.owner			= THIS_MODULE,
	.name			= "kpipe",
	.init_fs_context	= kpipe_fifofs_init_context,
	.parameters		= kpipe_fifoopts,
	.kill_sb		= kpipe_fifofs_kill_sb,
};

/**
 * kpipe_is_fifo - whether an inode is a FIFO with a name
 * @inode: the inode of a kpipe
 *
 * Context: any.
 * Return: false for what is made by KPIPE_IOC_CREATE.
 */
bool kpipe_is_fifo(const struct inode *inode)
{
	return inode->i_sb->s_op == &kpipe_fifofs_ops;
}

/**
 * kpipe_keeps_times - whether using an end changes the times of its inode
 * @file: the end
 *
 * Context: any.
 * Return: as it is with the running kernel's own pipes.
 */
bool kpipe_keeps_times(const struct file *file)
{
	return KPIPE_UNNAMED_KEEP_TIMES || kpipe_is_fifo(file_inode(file));
}

/**
 * kpipe_fifofs_register - offer the file system for mounting
 *
 * Context: module init.
 * Return: 0, or -EBUSY when there is another one of that name.
 */
int kpipe_fifofs_register(void)
{
	return register_filesystem(&kpipe_fifofs_type);
}

/**
 * kpipe_fifofs_unregister - undo kpipe_fifofs_register()
 *
 * Context: module exit.
 */
void kpipe_fifofs_unregister(void)
{
	unregister_filesystem(&kpipe_fifofs_type);
}

MODULE_ALIAS_FS("kpipe");
