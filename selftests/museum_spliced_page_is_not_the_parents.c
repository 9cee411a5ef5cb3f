// SPDX-License-Identifier: GPL-2.0-only
/*
 * A child puts memory that it shares with its parent into a pipe, by reference,
 * and forgets it. What the parent stores there later must not show in the pipe,
 * nor what a child stores in a page that the parent put there.
 *
 * Bug: CVE-2020-29374.
 * Planted: kpipe_put_pages() gives back its reference to the page.
 * Printed: not ok 1 - kpipe: the child sees what it put there (came 's')
 */
#include <sys/mman.h>

#include "child.h"
#include "twins.h"

static char *fresh(char c)
{
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST(p != MAP_FAILED);
	memset(p, c, PAGE);
	return p;
}

/* What is told through step: the page is in the pipe, the parent has stored. */
static void put_and_forget(char *p, int fd[2], volatile int *step)
{
	struct iovec iov = { p, PAGE };
	char buf[PAGE];

	MUST(vmsplice_pipe(fd[1], &iov, 1, 0) == PAGE);
	MUST(munmap(p, PAGE) == 0);
	*step = 1;
	while (*step != 2)
		usleep(500);
	MUST(read(fd[0], buf, PAGE) == PAGE);
	_exit(buf[0]);
}

static void parent_stores(volatile int *step)
{
	char *p = fresh('o');
	int fd[2], tries;
	pid_t pid;

	*step = 0;
	open_pipe(fd, 0);
	pid = child();
	if (pid == 0)
		put_and_forget(p, fd, step);
	for (tries = 0; tries < 20000 && *step != 1; tries++)
		usleep(500);
	memset(p, 's', PAGE);
	*step = 2;
	EQ(WEXITSTATUS(reap(pid)), 'o', "the child sees what it put there");
	EQ(p[0], 's', "the parent has what it stored");
	munmap(p, PAGE);
	close_pipe(fd);
}

static void child_stores(void)
{
	char *p = fresh('o'), buf[PAGE];
	struct iovec iov = { p, PAGE };
	int fd[2];
	pid_t pid;

	open_pipe(fd, 0);
	MUST(vmsplice_pipe(fd[1], &iov, 1, 0) == PAGE);
	pid = child();
	if (pid == 0) {
		memset(p, 's', PAGE);
		_exit(0);
	}
	EQ(reap(pid), 0, "the child has stored");
	MUST(read(fd[0], buf, PAGE) == PAGE);
	EQ(buf[0], 'o', "and the pipe has what the parent put there");
	EQ(p[0], 'o', "as has the parent");
	munmap(p, PAGE);
	close_pipe(fd);
}

static void body(void)
{
	volatile int *step = shared(sizeof(*step));

	parent_stores(step);
	child_stores();
	munmap((void *)step, sizeof(*step));
}

int main(void)
{
	return run_twice(body, 30);
}
