// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where regular files of the mountable file system grow and shrink.
 *
 * Their bytes are in the page cache and nowhere else, so its pages are never
 * taken away. A file is charged for every page up to its end before the end
 * moves, so that nothing can fail for lack of space later, not even a store
 * into a mapping of a hole.
 *
 * i_rwsem guards the size and the charge, and comes before the mount's lock.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/uio.h>

#include "compat.h"
#include "fifofs.h"

/* Takes away pages behind the end of a file. One can get there when a file is
 * cut short just while a page of it is looked up, and would be charged to
 * nobody.
 */
static void kpipe_fifofile_trim(struct inode *inode)
{
	pgoff_t end = DIV_ROUND_UP(i_size_read(inode), PAGE_SIZE);

	if (READ_ONCE(inode->i_data.nrpages) > end)
		invalidate_mapping_pages(inode->i_mapping, end, -1);
}

static ssize_t kpipe_fifofile_read(struct kiocb *iocb, struct iov_iter *to)
{
	ssize_t ret = generic_file_read_iter(iocb, to);

	kpipe_fifofile_trim(file_inode(iocb->ki_filp));
	return ret;
}

static ssize_t kpipe_fifofile_splice_read(struct file *file, loff_t *ppos,
					  struct pipe_inode_info *native,
					  size_t len, unsigned int flags)
{
	ssize_t ret = kpipe_file_splice_read(file, ppos, native, len, flags);

	kpipe_fifofile_trim(file_inode(file));
	return ret;
}

static vm_fault_t kpipe_fifofile_fault(struct vm_fault *fault)
{
	struct inode *inode = file_inode(fault->vma->vm_file);
	vm_fault_t ret = filemap_fault(fault);

	if (ret & VM_FAULT_SIGBUS)
		kpipe_fifofile_trim(inode);
	return ret;
}

static const struct vm_operations_struct kpipe_fifofile_vm_ops = {
	.fault		= kpipe_fifofile_fault,
	.map_pages	= filemap_map_pages,
	.page_mkwrite	= filemap_page_mkwrite,
};

static int kpipe_fifofile_mmap(struct file *file, struct vm_area_struct *vma)
{
	file_accessed(file);
	vma->vm_ops = &kpipe_fifofile_vm_ops;
	return 0;
}

/* Makes the charge what the size says, and leaves no page behind the end: a
 * write that failed may have put one there.
 */
static void kpipe_fifofile_settle(struct inode *inode)
{
	loff_t size = i_size_read(inode);

	truncate_pagecache(inode, size);
	kpipe_fifofs_charge(inode, size);
}

static ssize_t kpipe_fifofile_write_locked(struct kiocb *iocb,
					   struct iov_iter *from)
{
	struct inode *inode = file_inode(iocb->ki_filp);
	loff_t size = i_size_read(inode);
	loff_t end, paid;
	ssize_t count, ret;

	count = generic_write_checks(iocb, from);
	if (count <= 0)
		return count;
	end = iocb->ki_pos + count;
	if (end > size) {
		paid = kpipe_fifofs_charge(inode, end);
		if (paid <= iocb->ki_pos) {
			kpipe_fifofile_settle(inode);
			return -ENOSPC;
		}
		iov_iter_truncate(from, paid - iocb->ki_pos);
	}
	ret = __generic_file_write_iter(iocb, from);
	if (end > size && ret != count)
		kpipe_fifofile_settle(inode);
	return ret;
}

/* Writes as much as there is space for; none is ENOSPC. */
static ssize_t kpipe_fifofile_write(struct kiocb *iocb, struct iov_iter *from)
{
	struct inode *inode = file_inode(iocb->ki_filp);
	ssize_t ret;

	inode_lock(inode);
	ret = kpipe_fifofile_write_locked(iocb, from);
	inode_unlock(inode);
	return ret;
}

/* Moves the end of the file, with the inode locked. */
static int kpipe_fifofile_resize(struct inode *inode, loff_t size)
{
	loff_t old = i_size_read(inode);

	if (size > old && kpipe_fifofs_charge(inode, size) < size) {
		kpipe_fifofs_charge(inode, old);
		return -ENOSPC;
	}
	truncate_setsize(inode, size);
	if (size < old)
		kpipe_fifofs_charge(inode, size);
	return 0;
}

static int kpipe_fifofile_setattr(struct kpipe_idmap *idmap,
				  struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = d_inode(dentry);
	int err;

	err = setattr_prepare(idmap, dentry, attr);
	if (err)
		return err;
	if (attr->ia_valid & ATTR_SIZE && attr->ia_size != inode->i_size) {
		err = kpipe_fifofile_resize(inode, attr->ia_size);
		if (err)
			return err;
		attr->ia_valid |= ATTR_MTIME | ATTR_CTIME;
	}
	setattr_copy(idmap, inode, attr);
	return 0;
}

/* Space up to the end of a file is granted anyway, so all there is to do is to
 * move the end.
 */
static long kpipe_fifofile_fallocate(struct file *file, int mode,
				     loff_t offset, loff_t len)
{
	struct inode *inode = file_inode(file);
	int err;

	if (mode)
		return -EOPNOTSUPP;
	inode_lock(inode);
	err = inode_newsize_ok(inode, offset + len);
	if (!err && offset + len > i_size_read(inode))
		err = kpipe_fifofile_resize(inode, offset + len);
	if (!err)
		err = file_modified(file);
	inode_unlock(inode);
	return err;
}

static const struct inode_operations kpipe_fifofile_inode_ops = {
	.setattr	= kpipe_fifofile_setattr,
};

static const struct file_operations kpipe_fifofile_fops = {
	.owner		= THIS_MODULE,
	.llseek		= generic_file_llseek,
	.read_iter	= kpipe_fifofile_read,
	.write_iter	= kpipe_fifofile_write,
	.mmap		= kpipe_fifofile_mmap,
	.fsync		= noop_fsync,
	.splice_read	= kpipe_fifofile_splice_read,
	.splice_write	= iter_file_splice_write,
	.fallocate	= kpipe_fifofile_fallocate,
};

/**
 * kpipe_fifofile_init - make an inode that of an empty regular file
 * @inode: the inode
 *
 * Context: nobody else knows of the inode yet.
 */
void kpipe_fifofile_init(struct inode *inode)
{
	inode->i_op = &kpipe_fifofile_inode_ops;
	inode->i_fop = &kpipe_fifofile_fops;
	inode->i_mapping->a_ops = &ram_aops;
	mapping_set_gfp_mask(inode->i_mapping, GFP_HIGHUSER);
	mapping_set_unevictable(inode->i_mapping);
}
