// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page has only so many references. The pipe that would take one more than
 * there are refuses, and nothing of the attempt is left: were the count to come
 * round to zero, the page would be free while all still use it.
 *
 * Two thousand million of them are had cheaply: to pin a page for io_uring
 * counts as 1024, and the same page can be had 16384 times 128 times. The
 * kernel's own pipe refuses with a warning in the log, so it is not asked.
 *
 * Bug: CVE-2019-11487, 15fab63e1e57.
 * Planted: kpipe_page_hold() takes its reference with get_page().
 * Printed: not ok 1 - kpipe: the page is refused (shared 2048 times, not 894)
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <linux/io_uring.h>

#include "twins.h"

enum { VIEWS = 128, BUFFERS = 16384, TEES = 2048 };

/* The same page again and again. */
static char *many_views(void)
{
	int file = memfd_create("page", MFD_CLOEXEC), i;
	char *area, *view;

	MUST(file >= 0 && ftruncate(file, PAGE) == 0);
	area = mmap(NULL, VIEWS * PAGE, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(area != MAP_FAILED);
	for (i = 0; i < VIEWS; i++) {
		view = mmap(area + i * PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_FIXED | MAP_POPULATE, file, 0);
		MUST(view != MAP_FAILED);
	}
	close(file);
	return area;
}

/* One pin less than what would be too many. The ring's descriptor, or -1. */
static int pin(char *area)
{
	struct iovec *iov = calloc(BUFFERS, sizeof(*iov));
	struct io_uring_params params = { 0 };
	int ring, i, err;

	MUST(iov);
	ring = syscall(SYS_io_uring_setup, 1, &params);
	if (ring < 0)
		return -1;
	for (i = 0; i < BUFFERS; i++)
		iov[i] = (struct iovec){ area, VIEWS * PAGE };
	iov[0].iov_len -= PAGE;
	err = syscall(SYS_io_uring_register, ring, IORING_REGISTER_BUFFERS, iov,
		      BUFFERS);
	free(iov);
	if (!err)
		return ring;
	close(ring);
	return -1;
}

/* How often the page could be shared before that was refused, and why. */
static int tee_often(int from[2], int to[2], int *why)
{
	int i;

	for (i = 0; i < TEES; i++)
		if (tee_pipe(from[0], to[1], 1, 0) != 1)
			break;
	*why = i < TEES ? errno : 0;
	return i;
}

static void share(char *area)
{
	struct iovec iov = { area, 1 };
	static char buf[TEES];
	int a[2], b[2], done, why;

	open_pipe(a, O_NONBLOCK);
	open_pipe(b, O_NONBLOCK);
	MUST(resize_pipe(b[0], TEES * PAGE) == TEES * PAGE);
	MUST(vmsplice_pipe(a[1], &iov, 1, 0) == 1);
	done = tee_often(a, b, &why);
	EQ(why, EFAULT, "the page is refused");
	OK(done > 0 && done < TEES, "after it was shared some times");
	printf("# shared %d times\n", done);
	EQ(read(b[0], buf, TEES), done, "as many bytes came over");
	EQ(tee_pipe(a[0], b[1], 1, 0), 1, "then it can be shared again");
	close_pipe(a);
	close_pipe(b);
}

static void body(void)
{
	char *area = many_views();
	int ring = pin(area);

	if (ring < 0) {
		test_skip("all checks", "io_uring does not pin so much here");
	} else {
		share(area);
		close(ring);
	}
	munmap(area, VIEWS * PAGE);
}

int main(void)
{
	return run_on_kpipe(body, 200);
}
