/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The only file that knows that kernels differ. It asks for features, which
 * Kbuild looks up in the headers, and never for a version number.
 */
#ifndef KPIPE_COMPAT_H
#define KPIPE_COMPAT_H

#include <linux/dcache.h>
#include <linux/fs.h>

#ifndef KPIPE_HAS_SIMPLE_INODE_INIT_TS
/* Since 6.7, 077c212f0344 "fs: new accessor methods for atime and mtime". */
static inline void simple_inode_init_ts(struct inode *inode)
{
	inode->i_atime = current_time(inode);
	inode->i_mtime = inode->i_atime;
	inode->i_ctime = inode->i_atime;
}
#endif

/* The times of an inode; fields of it until they got accessors. */
#ifdef KPIPE_HAS_SIMPLE_INODE_INIT_TS
#define kpipe_inode_atime(inode)	inode_get_atime(inode)
#define kpipe_inode_mtime(inode)	inode_get_mtime(inode)
#define kpipe_inode_ctime(inode)	inode_get_ctime(inode)
#else
#define kpipe_inode_atime(inode)	((inode)->i_atime)
#define kpipe_inode_mtime(inode)	((inode)->i_mtime)
#define kpipe_inode_ctime(inode)	((inode)->i_ctime)
#endif

/* i_state became private to its accessors in 6.19. */
static inline void kpipe_inode_set_dirty(struct inode *inode)
{
#ifdef KPIPE_HAS_INODE_STATE_ASSIGN
	inode_state_assign_raw(inode, I_DIRTY);
#else
	inode->i_state = I_DIRTY;
#endif
}

/* Since 6.14 alloc_file_pseudo() turns off the events of fsnotify, which
 * watchers of a pipe expect as on any other file.
 */
static inline void kpipe_file_notify(struct file *file)
{
#ifdef KPIPE_HAS_FSNOTIFY_MODE
	file_set_fsnotify_mode(file, FMODE_NONOTIFY_PERM);
#endif
}

/* The word of an open file that is for pipes. Its own name is of 6.12. */
static inline u64 *kpipe_open_word(struct file *file)
{
#ifdef KPIPE_HAS_F_PIPE
	return &file->f_pipe;
#else
	return &file->f_version;
#endif
}

/* The owners that a mount maps to others: struct user_namespace until 6.3,
 * then a type of its own.
 */
#ifdef KPIPE_HAS_MNT_IDMAP
#define kpipe_idmap	mnt_idmap
#define KPIPE_NO_IDMAP	(&nop_mnt_idmap)
#else
#define kpipe_idmap	user_namespace
#define KPIPE_NO_IDMAP	(&init_user_ns)
#endif

/* Since 6.15 mkdir may answer with another dentry, and NULL is for none. */
#ifdef KPIPE_HAS_MKDIR_DENTRY
#define kpipe_mkdir_ret		struct dentry *
#define kpipe_mkdir_done(err)	ERR_PTR(err)
#else
#define kpipe_mkdir_ret		int
#define kpipe_mkdir_done(err)	(err)
#endif

/* Gives a dentry its inode, and holds it until the name is removed. Since 6.19
 * such a dentry is marked, and umount knows by that which ones to let go.
 */
static inline void kpipe_pin_dentry(struct dentry *dentry, struct inode *inode)
{
#ifdef KPIPE_HAS_D_MAKE_PERSISTENT
	d_make_persistent(dentry, inode);
#else
	d_instantiate(dentry, inode);
	dget(dentry);
#endif
}

static inline void kpipe_kill_super(struct super_block *sb)
{
#ifdef KPIPE_HAS_D_MAKE_PERSISTENT
	kill_anon_super(sb);
#else
	kill_litter_super(sb);
#endif
}

/* The times of an inode that has just been changed. */
static inline void kpipe_inode_modified(struct inode *inode)
{
#ifdef KPIPE_HAS_SIMPLE_INODE_INIT_TS
	inode_set_mtime_to_ts(inode, inode_set_ctime_current(inode));
#else
	inode->i_mtime = current_time(inode);
	inode->i_ctime = inode->i_mtime;
#endif
}

/* From the page cache to a pipe of the kernel; renamed in 6.5. */
#ifdef KPIPE_HAS_FILEMAP_SPLICE_READ
#define kpipe_file_splice_read	filemap_splice_read
#else
#define kpipe_file_splice_read	generic_file_splice_read
#endif

/* Whether the kernel's anonymous pipes take IOCB_NOWAIT: since 6.4,
 * afed6271f5b0 "pipe: set FMODE_NOWAIT on pipes". No header shows that; the
 * splice helper asked for instead came one release later.
 */
#ifdef KPIPE_HAS_COPY_SPLICE_READ
#define KPIPE_FMODE_NOWAIT	FMODE_NOWAIT
#else
#define KPIPE_FMODE_NOWAIT	((__force fmode_t)0)
#endif

/* What F_SETPIPE_SZ makes of its argument: some kernels look at 32 bits of it,
 * so that 4 GiB is 0, and others refuse it.
 */
static inline u64 kpipe_size_argument(u64 size)
{
#ifdef KPIPE_HAS_PIPE_FCNTL_INT
	return (u32)size;
#else
	return size;
#endif
}

/* Whether a read() from a full pipe is an event for who waits for room even if
 * no slot became free: until 6.13. The type asked for came in the same release.
 */
#ifdef KPIPE_HAS_PIPE_INDEX
#define KPIPE_EVERY_READ_IS_AN_EVENT	false
#else
#define KPIPE_EVERY_READ_IS_AN_EVENT	true
#endif

/* Whether a read() that finds nothing is a signal for who listens on the write
 * end, before it sleeps: until 6.15, ee5eda8ea595 "pipe: change pipe_write() to
 * never add a zero-sized buffer". No header shows that; what mkdir returns
 * changed in the same release.
 */
#ifdef KPIPE_HAS_MKDIR_DENTRY
#define KPIPE_EMPTY_READ_SIGNALS	false
#else
#define KPIPE_EMPTY_READ_SIGNALS	true
#endif

/* Whether the kernel's pipes without a name keep the times of reading and
 * writing: until 6.14. No header shows that; what mkdir returns changed in the
 * same release.
 */
#ifdef KPIPE_HAS_MKDIR_DENTRY
#define KPIPE_UNNAMED_KEEP_TIMES	false
#else
#define KPIPE_UNNAMED_KEEP_TIMES	true
#endif

/* RWF_NOSIGNAL, on kernels that have it. */
static inline bool kpipe_nosignal(const struct kiocb *iocb)
{
#ifdef IOCB_NOSIGNAL
	return iocb->ki_flags & IOCB_NOSIGNAL;
#else
	return false;
#endif
}

/* Splicing may block where IOCB_NOWAIT must not, so an end that has been
 * spliced no longer takes it.
 */
static inline void kpipe_clear_nowait(struct file *file)
{
	fmode_t mode = READ_ONCE(file->f_mode);

	while (mode & FMODE_NOWAIT &&
	       !try_cmpxchg(&file->f_mode, &mode, mode & ~FMODE_NOWAIT))
		;
}

#endif /* KPIPE_COMPAT_H */
