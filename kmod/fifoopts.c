// SPDX-License-Identifier: GPL-2.0-only
/*
 * This is where the mountable file system reads and shows its mount options.
 *
 *	size=BYTES	pages of files; k, m, g, or % of memory	(25%)
 *	nr_inodes=N	inodes and further names	(one for 4 pages)
 *	pipe_size=BYTES	capacity of its FIFOs			(64k)
 *	policy=POLICY	of its FIFOs, see policy.c		(the module's)
 *	mode=OCTAL	of its top directory			(1777)
 *	uid=N, gid=N	owner and group of it			(0)
 *
 * Takes no lock.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include <linux/kpipe.h>

#include "fifofs.h"
#include "kpipe.h"

/* Pages that a mount grants for each inode, unless nr_inodes= says otherwise,
 * and the inodes that even a small mount has. An inode with its name takes up
 * to a page of kernel memory, which nr_inodes bounds.
 */
#define KPIPE_PAGES_PER_INODE	4
#define KPIPE_INODES_LEAST	1024

#define KPIPE_FIFOFS_MODE	(S_ISVTX | 0777)

enum {
	KPIPE_OPT_SIZE,
	KPIPE_OPT_NR_INODES,
	KPIPE_OPT_PIPE_SIZE,
	KPIPE_OPT_POLICY,
	KPIPE_OPT_MODE,
	KPIPE_OPT_UID,
	KPIPE_OPT_GID,
};

const struct fs_parameter_spec kpipe_fifoopts[] = {
	fsparam_string("size", KPIPE_OPT_SIZE),
	fsparam_string("nr_inodes", KPIPE_OPT_NR_INODES),
	fsparam_string("pipe_size", KPIPE_OPT_PIPE_SIZE),
	fsparam_string("policy", KPIPE_OPT_POLICY),
	fsparam_u32oct("mode", KPIPE_OPT_MODE),
	fsparam_u32("uid", KPIPE_OPT_UID),
	fsparam_u32("gid", KPIPE_OPT_GID),
	{}
};

/* Reads a number, which may end in k, m or g; when there is something for it
 * to be a part of, also in %.
 */
static int kpipe_parse_amount(const char *text, u64 whole, u64 *amount)
{
	char digits[24];
	ssize_t len = strscpy(digits, text, sizeof(digits));
	unsigned int shift = 0;
	bool percent = false;
	u64 number;

	if (len < 1)
		return -EINVAL;
	switch (digits[len - 1] | 0x20) {
	case 'g':
		shift += 10;
		fallthrough;
	case 'm':
		shift += 10;
		fallthrough;
	case 'k':
		shift += 10;
		break;
	}
	if (whole && digits[len - 1] == '%')
		percent = true;
	if (shift || percent)
		digits[len - 1] = '\0';
	if (kstrtou64(digits, 10, &number) || number > U64_MAX >> shift)
		return -EINVAL;
	if (percent && number > 100)
		return -EINVAL;
	*amount = percent ? whole / 100 * number :
			    number << shift;
	return 0;
}

static int kpipe_parse_size(struct fs_context *fc, const char *text)
{
	struct kpipe_fifofs_options *options = fc->fs_private;
	u64 memory = (u64)totalram_pages() << PAGE_SHIFT;
	u64 size;

	if (kpipe_parse_amount(text, memory, &size) || !size ||
	    size > MAX_LFS_FILESIZE)
		return invalfc(fc,
			       "size=%s: not a number of bytes above 0; it may end in k, m or g, or in %% for a part of memory",
			       text);
	options->pages = DIV_ROUND_UP(size, PAGE_SIZE);
	return 0;
}

static int kpipe_parse_inodes(struct fs_context *fc, const char *text)
{
	struct kpipe_fifofs_options *options = fc->fs_private;

	if (kpipe_parse_amount(text, 0, &options->inodes) || !options->inodes)
		return invalfc(fc,
			       "nr_inodes=%s: not a number above 0; it may end in k, m or g",
			       text);
	return 0;
}

static int kpipe_parse_pipe_size(struct fs_context *fc, const char *text)
{
	struct kpipe_fifofs_options *options = fc->fs_private;
	u32 slots;
	u64 size;

	if (kpipe_parse_amount(text, 0, &size) || !size ||
	    kpipe_slots(size, U32_MAX, &slots))
		return invalfc(fc,
			       "pipe_size=%s: not a number of bytes from 1 to %lu; it may end in k, m or g",
			       text, KPIPE_CAPACITY_MAX * PAGE_SIZE);
	options->slots = slots;
	return 0;
}

static int kpipe_parse_policy(struct fs_context *fc, const char *text)
{
	struct kpipe_fifofs_options *options = fc->fs_private;

	if (kpipe_policy_parse(text, &options->policy))
		return invalfc(fc,
			       "policy=%s: not fast, classic, lock=single|split, wait=sleep|adaptive, nor some of these joined by +",
			       text);
	return 0;
}

static int kpipe_parse_owner(struct fs_context *fc, const char *key, u32 id)
{
	struct kpipe_fifofs_options *options = fc->fs_private;
	bool user = key[0] == 'u';

	if (user)
		options->uid = make_kuid(current_user_ns(), id);
	else
		options->gid = make_kgid(current_user_ns(), id);
	if (user ? uid_valid(options->uid) : gid_valid(options->gid))
		return 0;
	return invalfc(fc, "%s=%u: there is no such id in this user namespace",
		       key, id);
}

/**
 * kpipe_fifoopts_parse - read one mount option
 * @fc: the mount, with a struct kpipe_fifofs_options as fs_private
 * @param: the option
 *
 * Context: process context.
 * Return: 0; -ENOPARAM for an option that is not ours; -EINVAL for a value that
 * does not fit, which the log of @fc then explains.
 */
int kpipe_fifoopts_parse(struct fs_context *fc, struct fs_parameter *param)
{
	struct kpipe_fifofs_options *options = fc->fs_private;
	struct fs_parse_result result;
	int opt = fs_parse(fc, kpipe_fifoopts, param, &result);

	switch (opt) {
	case KPIPE_OPT_SIZE:
		return kpipe_parse_size(fc, param->string);
	case KPIPE_OPT_NR_INODES:
		return kpipe_parse_inodes(fc, param->string);
	case KPIPE_OPT_PIPE_SIZE:
		return kpipe_parse_pipe_size(fc, param->string);
	case KPIPE_OPT_POLICY:
		return kpipe_parse_policy(fc, param->string);
	case KPIPE_OPT_MODE:
		if (result.uint_32 > 07777)
			return invalfc(fc, "mode=%o: not from 0 to 7777",
				       result.uint_32);
		options->mode = result.uint_32;
		return 0;
	case KPIPE_OPT_UID:
	case KPIPE_OPT_GID:
		return kpipe_parse_owner(fc, param->key, result.uint_32);
	}
	return opt;
}

/**
 * kpipe_fifoopts_defaults - the options of a mount that has been given none
 *
 * Pages of a mount cannot be swapped out, hence a smaller part of memory than
 * tmpfs takes.
 *
 * Context: any.
 * Return: the options, without a number of inodes.
 */
struct kpipe_fifofs_options kpipe_fifoopts_defaults(void)
{
	return (struct kpipe_fifofs_options) {
		.pages = max_t(u64, totalram_pages() / 4, 1),
		.slots = KPIPE_CAPACITY_DEFAULT,
		.policy = kpipe_policy_default(),
		.mode = KPIPE_FIFOFS_MODE,
		.uid = GLOBAL_ROOT_UID,
		.gid = GLOBAL_ROOT_GID,
	};
}

/**
 * kpipe_fifoopts_complete - fill in what follows from other options
 * @options: the options, all of which have been read
 *
 * Context: any.
 */
void kpipe_fifoopts_complete(struct kpipe_fifofs_options *options)
{
	if (!options->inodes)
		options->inodes =
			max_t(u64, options->pages / KPIPE_PAGES_PER_INODE,
			      KPIPE_INODES_LEAST);
}

/**
 * kpipe_fifoopts_show - the options as /proc/mounts shows them
 * @seq: where they go
 * @options: the options
 *
 * Context: any.
 */
void kpipe_fifoopts_show(struct seq_file *seq,
			 const struct kpipe_fifofs_options *options)
{
	char text[KPIPE_POLICY_TEXT];

	seq_printf(seq, ",size=%lluk,nr_inodes=%llu",
		   options->pages << (PAGE_SHIFT - 10), options->inodes);
	if (options->slots != KPIPE_CAPACITY_DEFAULT)
		seq_printf(seq, ",pipe_size=%llu",
			   (u64)options->slots * PAGE_SIZE);
	if (options->policy != KPIPE_POLICY_FAST)
		seq_printf(seq, ",policy=%s",
			   kpipe_policy_text(options->policy, text, '+'));
	if (options->mode != KPIPE_FIFOFS_MODE)
		seq_printf(seq, ",mode=%03o", options->mode);
	if (!uid_eq(options->uid, GLOBAL_ROOT_UID))
		seq_printf(seq, ",uid=%u",
			   from_kuid_munged(&init_user_ns, options->uid));
	if (!gid_eq(options->gid, GLOBAL_ROOT_GID))
		seq_printf(seq, ",gid=%u",
			   from_kgid_munged(&init_user_ns, options->gid));
}
