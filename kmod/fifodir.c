// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where names come and go in the mountable file system: its inodes,
 * directories and links.
 *
 * The directory is the dentry cache itself: each name that exists holds a
 * reference to its dentry. Names that do not exist are not remembered.
 *
 * An inode is charged for when it is made and gives back when it is evicted.
 * Each name after its first is charged for too, as its dentry takes memory
 * that cannot be reclaimed.
 *
 * Called with the directories locked by the VFS. Takes the mount's lock.
 */
#include <linux/dcache.h>
#include <linux/pagemap.h>
#include <linux/string.h>

#include "compat.h"
#include "fifofs.h"
#include "kpipe.h"

static const struct inode_operations kpipe_fifodir_inode_ops;

static void kpipe_fifodir_init_inode(struct inode *inode, umode_t mode,
				     dev_t dev)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		kpipe_fifofile_init(inode);
		break;
	case S_IFDIR:
		inode->i_op = &kpipe_fifodir_inode_ops;
		inode->i_fop = &simple_dir_operations;
		inc_nlink(inode);
		break;
	case S_IFLNK:
		inode->i_op = &page_symlink_inode_operations;
		inode->i_mapping->a_ops = &ram_aops;
		inode_nohighmem(inode);
		mapping_set_unevictable(inode->i_mapping);
		break;
	case S_IFIFO:
		init_special_inode(inode, mode, dev);
		inode->i_fop = &kpipe_fops;
		break;
	default:
		init_special_inode(inode, mode, dev);
		break;
	}
}

static struct inode *kpipe_fifodir_inode(struct super_block *sb,
					 struct kpipe_idmap *idmap,
					 const struct inode *dir, umode_t mode,
					 dev_t dev)
{
	struct inode *inode;

	if (!kpipe_fifofs_take_inode(sb))
		return ERR_PTR(-ENOSPC);
	inode = new_inode(sb);
	if (!inode) {
		kpipe_fifofs_give_inode(sb);
		return ERR_PTR(-ENOMEM);
	}
	inode->i_ino = get_next_ino();
	inode_init_owner(idmap, inode, dir, mode);
	simple_inode_init_ts(inode);
	kpipe_fifodir_init_inode(inode, mode, dev);
	return inode;
}

static void kpipe_fifodir_add(struct inode *dir, struct dentry *dentry,
			      struct inode *inode)
{
	kpipe_pin_dentry(dentry, inode);
	kpipe_inode_modified(dir);
}

static int kpipe_fifodir_mknod(struct kpipe_idmap *idmap, struct inode *dir,
			       struct dentry *dentry, umode_t mode, dev_t dev)
{
	struct inode *inode = kpipe_fifodir_inode(dir->i_sb, idmap, dir, mode,
						  dev);

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	kpipe_fifodir_add(dir, dentry, inode);
	return 0;
}

static int kpipe_fifodir_create(struct kpipe_idmap *idmap, struct inode *dir,
				struct dentry *dentry, umode_t mode, bool excl)
{
	return kpipe_fifodir_mknod(idmap, dir, dentry, mode | S_IFREG, 0);
}

static kpipe_mkdir_ret kpipe_fifodir_mkdir(struct kpipe_idmap *idmap,
					   struct inode *dir,
					   struct dentry *dentry, umode_t mode)
{
	int err = kpipe_fifodir_mknod(idmap, dir, dentry, mode | S_IFDIR, 0);

	if (!err)
		inc_nlink(dir);
	return kpipe_mkdir_done(err);
}

static int kpipe_fifodir_symlink(struct kpipe_idmap *idmap, struct inode *dir,
				 struct dentry *dentry, const char *target)
{
	struct inode *inode = kpipe_fifodir_inode(dir->i_sb, idmap, dir,
						  S_IFLNK | 0777, 0);
	int err = -ENOSPC;

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	if (kpipe_fifofs_charge(inode, PAGE_SIZE))
		err = page_symlink(inode, target, strlen(target) + 1);
	if (err) {
		iput(inode);
		return err;
	}
	kpipe_fifodir_add(dir, dentry, inode);
	return 0;
}

/* O_TMPFILE: an inode without a name, which may be given one by link(). */
static int kpipe_fifodir_tmpfile(struct kpipe_idmap *idmap, struct inode *dir,
				 struct file *file, umode_t mode)
{
	struct inode *inode = kpipe_fifodir_inode(dir->i_sb, idmap, dir, mode,
						  0);

	if (IS_ERR(inode))
		return PTR_ERR(inode);
	d_tmpfile(file, inode);
	return finish_open_simple(file, 0);
}

/* Whether the inode has a name that was charged for separately. */
static bool kpipe_fifodir_linked(const struct inode *inode)
{
	return !S_ISDIR(inode->i_mode) && inode->i_nlink > 1;
}

static int kpipe_fifodir_link(struct dentry *from, struct inode *dir,
			      struct dentry *dentry)
{
	/* The first name, of what O_TMPFILE made, comes with the inode. */
	bool another = d_inode(from)->i_nlink;
	int err;

	if (another && !kpipe_fifofs_take_inode(dir->i_sb))
		return -ENOSPC;
	err = simple_link(from, dir, dentry);
	if (err && another)
		kpipe_fifofs_give_inode(dir->i_sb);
	return err;
}

static int kpipe_fifodir_unlink(struct inode *dir, struct dentry *dentry)
{
	bool linked = kpipe_fifodir_linked(d_inode(dentry));
	int err = simple_unlink(dir, dentry);

	if (!err && linked)
		kpipe_fifofs_give_inode(dir->i_sb);
	return err;
}

static int kpipe_fifodir_rename(struct kpipe_idmap *idmap,
				struct inode *old_dir, struct dentry *from,
				struct inode *new_dir, struct dentry *to,
				unsigned int flags)
{
	const struct inode *victim = d_inode(to);
	bool linked = victim && !(flags & RENAME_EXCHANGE) &&
		      kpipe_fifodir_linked(victim);
	int err = simple_rename(idmap, old_dir, from, new_dir, to, flags);

	if (!err && linked)
		kpipe_fifofs_give_inode(new_dir->i_sb);
	return err;
}

static const struct inode_operations kpipe_fifodir_inode_ops = {
	.lookup		= simple_lookup,
	.create		= kpipe_fifodir_create,
	.mknod		= kpipe_fifodir_mknod,
	.mkdir		= kpipe_fifodir_mkdir,
	.rmdir		= simple_rmdir,
	.symlink	= kpipe_fifodir_symlink,
	.tmpfile	= kpipe_fifodir_tmpfile,
	.link		= kpipe_fifodir_link,
	.unlink		= kpipe_fifodir_unlink,
	.rename		= kpipe_fifodir_rename,
};

/**
 * kpipe_fifodir_top - make the top directory of a file system
 * @sb: the file system
 *
 * Context: process context, sleeps.
 * Return: the inode, or an error pointer.
 */
struct inode *kpipe_fifodir_top(struct super_block *sb)
{
	const struct kpipe_fifofs_options *options =
		&kpipe_fifofs_of(sb)->options;
	struct inode *inode;

	inode = kpipe_fifodir_inode(sb, KPIPE_NO_IDMAP, NULL,
				    S_IFDIR | options->mode, 0);
	if (IS_ERR(inode))
		return inode;
	inode->i_uid = options->uid;
	inode->i_gid = options->gid;
	return inode;
}
