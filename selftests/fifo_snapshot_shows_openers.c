// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who waits in open is seen in a snapshot and in fdinfo, as open-peer. A FIFO
 * that nobody has open has no pipe to show, and looking does not keep one.
 */
#include "fifo.h"
#include "snap.h"

static int snap_path(int path, struct kpipe_snapshot *s)
{
	*s = (struct kpipe_snapshot) { .fd = path };
	return ioctl(device, KPIPE_IOC_SNAPSHOT, s);
}

static int others_look(void)
{
	struct kpipe_snapshot s;
	int path = open("f", O_PATH);

	return snap_path(path, &s) == -1 && errno == EACCES ? 0 : 1;
}

static void body(void)
{
	struct kpipe_snapshot s;
	struct kpipe_query q;
	struct opening *o;
	int path, r;

	OK(query().features & KPIPE_FEATURE_FIFO, "the feature is announced");
	MUST(mkfifo("f", 0600) == 0);
	path = open("f", O_PATH);
	q = query();
	ERR(snap_path(path, &s), ENXIO, "nobody has it open");
	EQ(query().pipes, q.pipes, "and it has no pipe");

	o = open_start("f", O_WRONLY);
	MUST(open_sleeps(o));
	EQ(snap_path(path, &s), 0, "a writer waits");
	EQ(query().pipes, q.pipes + 1, "it has a pipe");
	EQ(s.open_sleepers, 1, "one opener is asleep");
	EQ(s.writers, 1, "it counts as a writer");
	EQ(s.readers, 0, "there is no reader");
	open_end(o);
	ERR(snap_path(path, &s), ENXIO, "killed: no pipe again");

	r = open("f", O_RDONLY | O_NONBLOCK);
	o = open_start("f", O_RDONLY);
	MUST(open_sleeps(o));
	EQ(snap(r).open_sleepers, 1, "a reader waits beside another");
	OK(fdinfo_says(r, "open-peer=1"), "fdinfo says so");
	EQ(snap(r).readers, 2, "two readers");
	open_end(o);
	OK(fdinfo_says(r, "open-peer=0"), "and when nobody does");
	EQ(as_nobody(others_look), 0, "others may not look without permission");
	s = (struct kpipe_snapshot) { .fd = -1, .policy = 1 };
	ERR(ioctl(r, KPIPE_IOC_SNAPSHOT, &s), EINVAL, "not to be set here");
	close(r);
	ERR(snap_path(path, &s), ENXIO, "closed: no pipe again");
	close(path);
	MUST(unlink("f") == 0);
}

static void in_place(void)
{
	fifo_body = body;
	fifo_needs_mount = true;
	fifo_in_place();
}

int main(void)
{
	return run_on_kpipe(in_place, 30);
}
