// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page that a pipe got as a gift, shares with another pipe or has passed on
 * is nobody's to keep: neither a reader nor SPLICE_F_MOVE makes it one that is
 * written to again while somebody still sees it.
 *
 * Bug: Page steal.
 * Planted: kpipe_page_recycle() does not ask who else has the page.
 * Printed: not ok 3 - kpipe: the copy is what it was (came 'N', expected 'T')
 */
#include <sys/mman.h>

#include "twins.h"

static char page[PAGE];

static bool all(const char *p, char c)
{
	int i;

	for (i = 0; i < PAGE; i++)
		if (p[i] != c)
			return false;
	return true;
}

static void put(int fd, char c)
{
	memset(page, c, PAGE);
	MUST(write(fd, page, PAGE) == PAGE);
}

static char get(int fd)
{
	MUST(read(fd, page, PAGE) == PAGE);
	return all(page, page[0]) ? page[0] : '?';
}

/* Uses every page that the pipe has kept: the last one read is not among them
 * before something else has been.
 */
static void write_on(int fd[2])
{
	int i;

	for (i = 0; i < 2 * SLOTS; i++) {
		put(fd[1], 'N');
		put(fd[1], 'N');
		MUST(get(fd[0]) == 'N');
		MUST(get(fd[0]) == 'N');
	}
}

static void shared_with_a_pipe(void)
{
	int a[2], b[2];

	open_pipe(a, 0);
	open_pipe(b, 0);
	put(a[1], 'T');
	EQ(tee_pipe(a[0], b[1], PAGE, 0), PAGE, "tee");
	EQ(get(a[0]), 'T', "the original is read");
	write_on(a);
	EQ(get(b[0]), 'T', "the copy is what it was");
	write_on(b);
	close_pipe(a);
	close_pipe(b);
}

static void given_away(void)
{
	char *mine = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec iov = { mine, PAGE };
	int a[2], b[2];

	MUST(mine != MAP_FAILED);
	memset(mine, 'G', PAGE);
	open_pipe(a, 0);
	open_pipe(b, 0);
	EQ(vmsplice_pipe(a[1], &iov, 1, SPLICE_F_GIFT), PAGE, "a gift");
	EQ(tee_pipe(a[0], b[1], PAGE, 0), PAGE, "tee");
	EQ(get(a[0]), 'G', "it is read");
	EQ(get(b[0]), 'G', "the copy too");
	write_on(a);
	write_on(b);
	OK(all(mine, 'G'), "the memory is as it was");
	close_pipe(a);
	close_pipe(b);
	munmap(mine, PAGE);
}

/* Through a pipe of the kernel to a file, which may move but has to copy. */
static void moved_to_a_file(void)
{
	int file = memfd_create("file", MFD_CLOEXEC), a[2], b[2], way[2];
	loff_t at = 0;

	MUST(file >= 0 && pipe(way) == 0);
	open_pipe(a, 0);
	open_pipe(b, 0);
	put(a[1], 'M');
	EQ(tee_pipe(a[0], b[1], PAGE, 0), PAGE, "tee");
	EQ(splice(a[0], NULL, way[1], NULL, PAGE, SPLICE_F_MOVE), PAGE,
	   "moved to a pipe of the kernel");
	EQ(splice(way[0], NULL, file, &at, PAGE, SPLICE_F_MOVE), PAGE,
	   "and to a file");
	memset(page, 'W', PAGE);
	MUST(pwrite(file, page, PAGE, 0) == PAGE);
	write_on(a);
	EQ(get(b[0]), 'M', "the copy is what it was");
	write_on(b);
	MUST(pread(file, page, PAGE, 0) == PAGE);
	OK(all(page, 'W'), "and so is the file");
	close_pipe(a);
	close_pipe(b);
	close_pipe(way);
	close(file);
}

static void body(void)
{
	shared_with_a_pipe();
	given_away();
	moved_to_a_file();
}

int main(void)
{
	return run_twice(body, 20);
}
