// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one vmsplice puts into a pipe a reader that waits gets as a whole, even
 * when it can run at once, and the memory was in pieces. Without readers it is
 * EPIPE, before anybody looks whether the memory is there.
 *
 * Found by the differential test; the order of EPIPE, by reading beside it.
 */
#include <sys/ioctl.h>
#include <sys/uio.h>

#include "child.h"
#include "halves.h"
#include "urgent.h"

enum { PIECES = 8 };

static long vmsplice_to(int fd, const struct iovec *iov, int count)
{
	struct kpipe_vmsplice args = {
		.fd = fd, .iov = (uintptr_t)iov, .nr_segs = count,
	};

	if (native())
		return vmsplice(fd, iov, count, 0);
	return ioctl(device, KPIPE_IOC_VMSPLICE, &args) ? -1 : (long)args.len;
}

/* A reader that runs as soon as it can. */
static struct call *reader_start(int fd)
{
	struct call *c = shared(sizeof(*c));
	pid_t pid;

	pid = child();
	if (pid == 0) {
		MUST(be_urgent(2));
		c->ret = read(fd, (void *)c->data, 100);
		_exit(0);
	}
	c->pid = pid;
	return c;
}

static void body(void)
{
	struct iovec iov[PIECES], nowhere = { (void *)8, 1 };
	struct call *reader;
	int fd[2], i;

	if (!in_order())
		return;
	MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	open_pipe(fd, 0);
	for (i = 0; i < PIECES; i++)
		iov[i] = (struct iovec){ "abcdefgh" + i, 1 };
	reader = reader_start(fd[0]);
	MUST(asleep_in(reader->pid, SYS_read));
	EQ(vmsplice_to(fd[1], iov, PIECES), PIECES, "all pieces go in");
	EQ(reap(reader->pid), 0, "the reader is woken");
	EQ(reader->ret, PIECES, "a read takes it all");
	call_end(reader);

	MUST(close(fd[0]) == 0);
	ERR(vmsplice_to(fd[1], &nowhere, 1), EPIPE, "EPIPE comes first");
	MUST(close(fd[1]) == 0);
}

int main(void)
{
	return run_twice(body, 30);
}
