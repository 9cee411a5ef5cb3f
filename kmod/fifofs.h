/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the mountable file system share: its super block
 * (fifofs.c), mount options (fifoopts.c), directories (fifodir.c) and regular
 * files (fifofile.c).
 */
#ifndef KPIPE_FIFOFS_H
#define KPIPE_FIFOFS_H

#include <linux/fs.h>
#include <linux/fs_parser.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/uidgid.h>

struct seq_file;

/**
 * struct kpipe_fifofs_options - what one mount may use, and how it looks
 * @pages: pages in regular files and symbolic links
 * @inodes: inodes, and names of an inode after its first; 0 only in options
 *          that are being read, for a number that follows from @pages
 * @slots: capacity of its FIFOs
 * @policy: how they work: KPIPE_POLICY_* bits
 * @mode: of its top directory
 * @uid: owner of it
 * @gid: group of it
 */
struct kpipe_fifofs_options {
	u64 pages;
	u64 inodes;
	u32 slots;
	u32 policy;
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
};

/**
 * struct kpipe_fifofs - one mounted file system; belongs to its super block
 * @lock: guards all but @options.mode, .uid and .gid, which never change; no
 *        other lock is taken under it
 * @options: limits and looks; .slots and .policy are loaded by
 *           anybody
 * @pages_used: pages charged; never more than the limit
 * @inodes_used: likewise
 */
struct kpipe_fifofs {
	spinlock_t lock;	/* guards all the rest */
	struct kpipe_fifofs_options options;
	u64 pages_used;
	u64 inodes_used;
};

static inline struct kpipe_fifofs *kpipe_fifofs_of(const struct super_block *sb)
{
	return sb->s_fs_info;
}

/* fifofs.c */
bool kpipe_fifofs_take_inode(struct super_block *sb);
void kpipe_fifofs_give_inode(struct super_block *sb);
loff_t kpipe_fifofs_charge(struct inode *inode, loff_t size);

/* fifoopts.c */
extern const struct fs_parameter_spec kpipe_fifoopts[];
int kpipe_fifoopts_parse(struct fs_context *fc, struct fs_parameter *param);
struct kpipe_fifofs_options kpipe_fifoopts_defaults(void);
void kpipe_fifoopts_complete(struct kpipe_fifofs_options *options);
void kpipe_fifoopts_show(struct seq_file *seq,
			 const struct kpipe_fifofs_options *options);

/* fifodir.c */
struct inode *kpipe_fifodir_top(struct super_block *sb);

/* fifofile.c */
void kpipe_fifofile_init(struct inode *inode);

#endif /* KPIPE_FIFOFS_H */
