// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an end is and says of itself: flags, size, queued bytes, fstat.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <sys/stat.h>

#include "memory.h"
#include "ops.h"
#include "world.h"

enum { LONG_AGO = 1000 };

static void do_fionread(struct call *c)
{
	int n = -1;

	c->r.value = ioctl(c->fd, FIONREAD, &n);
	c->r.bytes = n;
}

/* Since 6.5 the core of the kernel reads from an end that has O_DIRECT instead
 * of splicing; from its own pipes it does not get that far. So there an end to
 * read from does not get it.
 */
static bool direct_is_read(int flags)
{
	struct utsname name;
	int major, minor;

	uname(&name);
	return (flags & O_ACCMODE) != O_WRONLY &&
	       sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 5));
}

static void do_setfl(struct call *c)
{
	int flags = fcntl(c->fd, F_GETFL);

	if (c->op.flag & 1)
		flags ^= O_NONBLOCK;
	if (c->op.flag & 2 && !direct_is_read(flags))
		flags ^= O_DIRECT;
	if (c->op.flag & 4 && c->op.salt % 4 == 0)
		flags ^= O_APPEND;
	c->r.value = fcntl(c->fd, F_SETFL, flags);
	c->r.bytes = fcntl(c->fd, F_GETFL);
}

static void do_set_size(struct call *c)
{
	static const unsigned long odd[] = {
		0, 1, 4095, 4097, 65537, 1 << 20, (1UL << 31) + 1, 12288,
		8192, 4096, -1UL, 1UL << 32, (1UL << 32) + 4097,
	};

	c->r.value = c->w->set_size(c->w, c->fd, c->op.flag & 1 ?
				    odd[c->op.salt % 13] : c->op.size);
}

static void do_get_size(struct call *c)
{
	c->r.value = c->w->get_size(c->w, c->fd);
}

/* Of times only whether they have moved since do_age(): how far depends on
 * when things were done.
 */
static uint32_t stat_hash(const struct stat *st)
{
	const unsigned long said[] = {
		st->st_mode, st->st_size, st->st_nlink, st->st_uid, st->st_gid,
		st->st_rdev, st->st_blksize, st->st_blocks,
		st->st_atim.tv_sec == LONG_AGO, st->st_mtim.tv_sec == LONG_AGO,
	};

	return memory_hash(said, sizeof(said));
}

static void do_fstat(struct call *c)
{
	struct stat st;

	c->r.value = fstat(c->fd, &st);
	c->r.bytes = stat_hash(&st);
}

static void do_age(struct call *c)
{
	const struct timespec times[2] = { { LONG_AGO, 0 }, { LONG_AGO, 0 } };

	c->r.value = futimens(c->fd, times);
	if (!c->r.value && c->op.flag & 1)
		c->r.value = fchmod(c->fd, 0600 | (c->op.salt & 077));
}

const struct kind kinds_state[] = {
	{ "fionread", 6, NEEDS_END, NULL, do_fionread, NULL },
	{ "setfl", 7, NEEDS_END, NULL, do_setfl, NULL },
	{ "set-size", 3, NEEDS_END, NULL, do_set_size, NULL },
	{ "get-size", 1, NEEDS_END, NULL, do_get_size, NULL },
	{ "fstat", 3, NEEDS_END, NULL, do_fstat, NULL },
	{ "age", 2, NEEDS_END, NULL, do_age, NULL },
	{ 0 },
};
