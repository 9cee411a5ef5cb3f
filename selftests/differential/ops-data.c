// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading and writing: odd sizes, vectors, missing memory, RWF_NOWAIT.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "memory.h"
#include "ops.h"

static void take_bytes(struct call *c, const unsigned char *at)
{
	if (c->r.value > 0)
		c->r.bytes = memory_hash(at, c->r.value);
}

/* Whether the write came upon missing memory, so far as can be seen: then the
 * kernel's own pipe may have an empty slot (before 6.15), ours never has.
 */
static bool met_fault(const struct call *c)
{
	return c->op.fault != NO_FAULT &&
	       (c->r.value < 0 ? errno == EFAULT :
		c->r.value < (long)c->op.size);
}

static void do_read(struct call *c)
{
	unsigned char *at = memory_buffer(c);

	c->r.value = read(c->fd, at, c->op.size);
	take_bytes(c, at);
}

static void do_write(struct call *c)
{
	c->r.value = write(c->fd, memory_filled(c), c->op.size);
	c->traced = met_fault(c);
}

static void do_readv(struct call *c)
{
	unsigned char *at = memory_buffer(c);
	struct vector v;

	memory_vector(c, at, &v);
	c->r.value = readv(c->fd, v.at, v.count);
	take_bytes(c, at);
}

static void do_writev(struct call *c)
{
	unsigned char *at = memory_filled(c);
	struct vector v;

	memory_vector(c, at, &v);
	c->r.value = writev(c->fd, v.at, v.count);
	c->traced = v.reaches_pipe && met_fault(c);
}

static const int rwf[] = {
	RWF_NOWAIT, RWF_NOWAIT, 0, RWF_HIPRI, RWF_NOWAIT | RWF_DSYNC,
	RWF_APPEND, 1 << 30, RWF_NOWAIT,
};

static off_t rwf_offset(const struct call *c)
{
	return c->op.flag & 8 && c->op.salt % 8 == 0 ? 0 : -1;
}

static void do_preadv2(struct call *c)
{
	unsigned char *at = memory_buffer(c);
	struct vector v;

	memory_vector(c, at, &v);
	c->r.value = preadv2(c->fd, v.at, v.count, rwf_offset(c),
			     rwf[c->op.flag % 8]);
	take_bytes(c, at);
}

static void do_pwritev2(struct call *c)
{
	unsigned char *at = memory_filled(c);
	struct vector v;

	memory_vector(c, at, &v);
	c->r.value = pwritev2(c->fd, v.at, v.count, rwf_offset(c),
			      rwf[c->op.flag % 8]);
	c->traced = v.reaches_pipe && met_fault(c);
}

const struct kind kinds_data[] = {
	{ "read", 18, NEEDS_READER, end_sleeps, do_read, NULL },
	{ "write", 20, NEEDS_WRITER, end_sleeps, do_write, NULL },
	{ "readv", 6, NEEDS_READER, end_sleeps, do_readv, NULL },
	{ "writev", 7, NEEDS_WRITER, end_sleeps, do_writev, NULL },
	{ "preadv2", 3, NEEDS_READER, end_sleeps, do_preadv2, NULL },
	{ "pwritev2", 3, NEEDS_WRITER, end_sleeps, do_pwritev2, NULL },
	{ 0 },
};
