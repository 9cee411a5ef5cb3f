// SPDX-License-Identifier: GPL-2.0-only
/*
 * Splicing: between two pipes, with memory, with files, and with pipes that are
 * the kernel's own in either world.
 *
 * What is spliced from a pipe of the kernel here is packets, and what is
 * spliced to one is not written to again: on its way between two kinds of pipes
 * a page loses that bytes may be appended to it (vs-linux.rst).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "memory.h"
#include "ops.h"
#include "world.h"

static int splice_flags(const struct call *c)
{
	static const int flags[] = { 0, 0, SPLICE_F_NONBLOCK, 0,
				     SPLICE_F_NONBLOCK | SPLICE_F_MOVE,
				     SPLICE_F_MORE, 0, SPLICE_F_NONBLOCK };

	return c->op.salt % 64 ? flags[c->op.flag % 8] : 1 << 30;
}

static bool link_sleeps(const struct call *c)
{
	return !(splice_flags(c) & SPLICE_F_NONBLOCK);
}

static void do_splice(struct call *c)
{
	c->r.value = c->w->splice(c->w, c->fd, c->other, c->op.size,
				  splice_flags(c));
}

static void do_tee(struct call *c)
{
	c->r.value = c->w->tee(c->w, c->fd, c->other, c->op.size,
			       splice_flags(c));
}

/* What is lent is written to later on, and readers see that. */
static void do_vmsplice(struct call *c)
{
	unsigned char *at = c->w->lent + c->op.salt % 4000;
	struct call lent = *c;
	struct vector v;

	lent.end = c->end;
	lent.op.size = c->op.size % (LENT - 4000);
	memory_vector(&lent, at, &v);
	c->r.value = c->w->vmsplice(c->w, c->fd, v.at, v.count,
				    splice_flags(c));
	c->r.bytes = memory_hash(c->w->lent, LENT);
}

static void do_scribble(struct call *c)
{
	uint32_t at = c->op.salt % LENT;
	uint32_t size = c->op.size % (LENT - at);

	memory_fill(c->w->lent + at, size, c->op.salt / 3);
}

/* Before it asks a kpipe, the VFS refuses to send or splice anything to an end
 * with O_APPEND; the kernel's own pipes do not care. So that is all there is to
 * compare: that it is refused.
 */
static bool append_refused(struct call *c)
{
	int flags = fcntl(c->fd, F_GETFL);
	off_t offset = 0;

	if (!(flags & O_APPEND) || (flags & O_ACCMODE) == O_RDONLY)
		return false;
	if (c->w->ours)
		c->r.bytes = sendfile(c->fd, c->w->file, &offset, 1) != -1 ||
			     errno != EINVAL ||
			     splice(c->w->source[0], NULL, c->fd, NULL, 1,
				    SPLICE_F_NONBLOCK) != -1 ||
			     errno != EINVAL;
	return true;
}

/* Where waiting makes no difference, because all fits. */
static bool sendfile_fits(const struct call *c, long size)
{
	int unread = 1;

	if (fcntl(c->fd, F_GETFL) & O_NONBLOCK)
		return true;
	ioctl(c->fd, FIONREAD, &unread);
	return !unread && size + 4096 <= c->w->get_size(c->w, c->fd);
}

/* To a kpipe it goes on until all is sent, and of nothing it is 0, while the
 * kernel looks at its own pipe first.
 */
static void do_sendfile(struct call *c)
{
	off_t offset = c->op.salt % 10000;
	long size = c->op.size % 10000;

	c->r.skipped = !sendfile_fits(c, size);
	if (c->r.skipped || append_refused(c))
		return;
	if (!size && (fcntl(c->fd, F_GETFL) & O_ACCMODE) != O_RDONLY) {
		c->r.value = c->w->ours ?
			     sendfile(c->fd, c->w->file, &offset, 0) : 0;
		return;
	}
	c->r.value = sendfile(c->fd, c->w->file, &offset, size);
	c->r.bytes = offset;
}

/* The VFS refuses the wrong end before it asks a kpipe, which then does not know
 * that it was to be spliced either.
 */
static bool wrong_end(struct call *c, int wrong)
{
	c->r.skipped = (fcntl(c->fd, F_GETFL) & O_ACCMODE) == wrong;
	return c->r.skipped;
}

/* From a file, over a pipe of the kernel. */
static void do_from_file(struct call *c)
{
	loff_t offset = c->op.salt % 15000;
	int fd[2];

	if (wrong_end(c, O_RDONLY) || append_refused(c) || pipe(fd))
		return;
	splice(c->w->file, &offset, fd[1], NULL, 1 + c->op.size % 20000, 0);
	c->r.value = splice(fd[0], NULL, c->fd, NULL, 20000, splice_flags(c));
	close(fd[0]);
	close(fd[1]);
}

/* To a file, likewise. */
static void do_to_file(struct call *c)
{
	static unsigned char bytes[65536];
	loff_t offset = 0;
	long moved;
	int fd[2];

	if (wrong_end(c, O_WRONLY) || pipe(fd))
		return;
	c->r.value = splice(c->fd, NULL, fd[1], NULL, c->op.size,
			    splice_flags(c));
	if (c->r.value > 0) {
		moved = splice(fd[0], NULL, c->w->copy, &offset, 65536, 0);
		pread(c->w->copy, bytes, moved, 0);
		c->r.bytes = memory_hash(bytes, moved) + moved;
	}
	close(fd[0]);
	close(fd[1]);
}

static void do_from_source(struct call *c)
{
	if (!wrong_end(c, O_RDONLY) && !append_refused(c))
		c->r.value = splice(c->w->source[0], NULL, c->fd, NULL,
				    c->op.size, splice_flags(c));
}

/* Until there is room in a pipe of the kernel, the VFS waits before it asks a
 * kpipe, with O_NONBLOCK there or without; nor does that know then that it was
 * to be spliced, which ends RWF_NOWAIT. So this is not done when there is none.
 */
static void do_to_sink(struct call *c)
{
	struct pollfd p = { c->w->sink[1], POLLOUT, 0 };

	c->r.skipped = !poll(&p, 1, 0);
	if (c->r.skipped || wrong_end(c, O_WRONLY))
		return;
	c->r.value = splice(c->fd, NULL, c->w->sink[1], NULL, c->op.size,
			    splice_flags(c));
}

static void do_feed(struct call *c)
{
	unsigned char byte[300];

	memory_fill(byte, sizeof(byte), c->op.salt);
	c->r.value = write(c->w->source[1], byte, 1 + c->op.salt % 300);
}

static void do_drain(struct call *c)
{
	unsigned char byte[8192];

	c->r.value = read(c->w->sink[0], byte, c->op.salt % 8192);
	if (c->r.value > 0)
		c->r.bytes = memory_hash(byte, c->r.value);
}

const struct kind kinds_link[] = {
	{ "splice", 5, NEEDS_BOTH, link_sleeps, do_splice, NULL },
	{ "tee", 4, NEEDS_BOTH, link_sleeps, do_tee, NULL },
	{ "vmsplice", 3, NEEDS_END, link_sleeps, do_vmsplice, NULL },
	{ "scribble", 1, NEEDS_NOTHING, NULL, do_scribble, NULL },
	{ "sendfile", 2, NEEDS_WRITER, end_sleeps, do_sendfile, NULL },
	{ "from-file", 2, NEEDS_WRITER, link_sleeps, do_from_file, NULL },
	{ "to-file", 2, NEEDS_READER, link_sleeps, do_to_file, NULL },
	{ "from-pipe", 2, NEEDS_WRITER, link_sleeps, do_from_source, NULL },
	{ "to-pipe", 2, NEEDS_READER, link_sleeps, do_to_sink, NULL },
	{ "feed", 2, NEEDS_NOTHING, NULL, do_feed, NULL },
	{ "drain", 2, NEEDS_NOTHING, NULL, do_drain, NULL },
	{ 0 },
};
