// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pipe does not change its size under the hands of somebody who reads or
 * writes it: who is held up by a page fault in the middle of that holds up the
 * one who resizes.
 *
 * Bug: 189b0ddc2451.
 * Planted: kpipe_resize() takes no locks.
 * Printed: not ok 1 - kpipe: it waits for a reader; not ok 5 - kpipe: it waits
 * for a writer
 */
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>

#include "child.h"
#include "twins.h"

static char *page;		/* whoever touches it waits for us */
static int faults, ends[2];

static void register_page(void)
{
	struct uffdio_register range = {
		.range = { (unsigned long)page, PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	MUST(madvise(page, PAGE, MADV_DONTNEED) == 0);
	MUST(ioctl(faults, UFFDIO_REGISTER, &range) == 0);
}

static bool somebody_waits(void)
{
	struct pollfd p = { .fd = faults, .events = POLLIN };
	struct uffd_msg msg;

	return poll(&p, 1, 10000) == 1 &&
	       read(faults, &msg, sizeof(msg)) == sizeof(msg) &&
	       msg.event == UFFD_EVENT_PAGEFAULT;
}

static void let_go(void)
{
	struct uffdio_zeropage zero = { .range = { (unsigned long)page, PAGE } };

	MUST(ioctl(faults, UFFDIO_ZEROPAGE, &zero) == 0);
}

static void *read_page(void *arg)
{
	(void)arg;
	return (void *)read(ends[0], page, 1);
}

static void *write_page(void *arg)
{
	(void)arg;
	return (void *)write(ends[1], page, 1);
}

/* Tells in *done that the size has changed. */
static void resize(volatile int *done)
{
	*done = resize_pipe(ends[0], 4 * PAGE) == 4 * PAGE;
	_exit(*done ? 0 : 1);
}

static void resize_during(void *(*call)(void *), const char *name)
{
	volatile int *done = shared(sizeof(*done));
	pthread_t thread;
	void *ret = NULL;
	pid_t pid;

	open_pipe(ends, 0);
	MUST(write(ends[1], "x", 1) == 1);
	register_page();
	MUST(pthread_create(&thread, NULL, call, NULL) == 0);
	MUST(somebody_waits());
	pid = child();
	if (pid == 0)
		resize(done);
	usleep(300000);
	OK(!*done, name);
	let_go();
	MUST(pthread_join(thread, &ret) == 0);
	EQ((long)ret, 1, "who was held up has gone on");
	EQ(reap(pid), 0, "and the size has changed");
	EQ(size_of_pipe(ends[1]), 4 * PAGE, "to what was asked for");
	close_pipe(ends);
	munmap((void *)done, sizeof(*done));
}

static void body(void)
{
	resize_during(read_page, "it waits for a reader");
	resize_during(write_page, "it waits for a writer");
}

int main(void)
{
	struct uffdio_api api = { .api = UFFD_API };

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(page != MAP_FAILED);
	faults = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (faults < 0 || ioctl(faults, UFFDIO_API, &api)) {
		test_begin(20);
		test_skip("all checks", "needs the right to use userfaultfd");
		return test_end();
	}
	return run_twice(body, 30);
}
