// SPDX-License-Identifier: GPL-2.0-only
/*
 * FIFOs: every way to open one, and names that come, go and are several.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "ops.h"
#include "world.h"

static const int modes[] = {
	O_RDONLY, O_WRONLY, O_RDONLY, O_WRONLY, O_RDWR,
	O_RDONLY | O_NONBLOCK, O_WRONLY | O_NONBLOCK, O_RDWR | O_NONBLOCK,
	O_RDONLY | O_NONBLOCK, O_WRONLY | O_NONBLOCK,
	O_RDONLY | O_NONBLOCK | O_TRUNC, O_WRONLY | O_NONBLOCK | O_APPEND,
	O_ACCMODE, O_WRONLY | O_DIRECT | O_NONBLOCK,
	O_RDONLY | O_DIRECTORY, O_RDONLY | O_CREAT | O_EXCL,
};

static int name_of(const struct call *c)
{
	return c->op.slot % WORLD_NAMES;
}

static int other_name(const struct call *c)
{
	return c->op.other % WORLD_NAMES;
}

static int mode_of(const struct call *c)
{
	return modes[c->op.flag % 16];
}

static void do_mkfifo(struct call *c)
{
	int name = name_of(c);

	c->r.value = mkfifo(world_names[name], 0600 | (c->op.salt & 0177));
	if (!c->r.value)
		c->w->named[name] = c->w->pipes++;
}

static bool open_sleeps(const struct call *c)
{
	return !(mode_of(c) & O_NONBLOCK);
}

/* Without a FIFO of that name O_CREAT would make a file. */
static void do_open(struct call *c)
{
	int name = name_of(c), flags = mode_of(c);

	c->r.skipped = flags & O_CREAT && c->w->named[name] < 0;
	if (c->r.skipped)
		return;
	c->pipe = c->w->named[name];
	c->got = open(world_names[name], flags, 0600);
	c->r.value = c->got < 0 ? -1 : 0;
}

static void do_unlink(struct call *c)
{
	c->r.value = unlink(world_names[name_of(c)]);
	c->w->named[name_of(c)] = -1;
}

static void do_link_name(struct call *c)
{
	int to = other_name(c);

	c->r.value = link(world_names[name_of(c)], world_names[to]);
	if (!c->r.value)
		c->w->named[to] = c->w->named[name_of(c)];
}

static void do_rename(struct call *c)
{
	int from = name_of(c), to = other_name(c);
	int *named = c->w->named;

	c->r.value = rename(world_names[from], world_names[to]);
	/* Two names of the same FIFO both stay. */
	if (c->r.value || named[from] == named[to])
		return;
	named[to] = named[from];
	named[from] = -1;
}

static void do_stat(struct call *c)
{
	unsigned long said[4] = { 0 };
	struct stat st;

	c->r.value = stat(world_names[name_of(c)], &st);
	if (c->r.value)
		return;
	said[0] = st.st_mode;
	said[1] = st.st_nlink;
	said[2] = st.st_size;
	c->r.bytes = memory_hash(said, sizeof(said));
}

const struct kind kinds_fifo[] = {
	{ "mkfifo", 4, NEEDS_NOTHING, NULL, do_mkfifo, NULL },
	{ "open", 14, NEEDS_NOTHING, open_sleeps, do_open, adopt_end },
	{ "unlink", 1, NEEDS_NOTHING, NULL, do_unlink, NULL },
	{ "link-name", 1, NEEDS_NOTHING, NULL, do_link_name, NULL },
	{ "rename", 1, NEEDS_NOTHING, NULL, do_rename, NULL },
	{ "stat", 1, NEEDS_NOTHING, NULL, do_stat, NULL },
	{ 0 },
};
