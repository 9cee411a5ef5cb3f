// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page of a file that was spliced into a pipe takes no appends, whatever was
 * in its slot before: what is written next stays out of the file.
 *
 * Bug: CVE-2022-0847 (Dirty Pipe), 9d2231c5d74e.
 * Planted: kpipe_open_slot() leaves the flags that the slot had before.
 * Printed: not ok 4 - kpipe: and is as it was
 */
#include <sys/mman.h>
#include <sys/sendfile.h>

#include "halves.h"

enum { PART = 10 };

/* Every slot of the ring, two times over, has had a page that takes appends. */
static void use_all_slots(int fd[2])
{
	static char page[PAGE];
	int i;

	for (i = 0; i < 4 * SLOTS; i++) {
		MUST(write(fd[1], page, PAGE / 2) == PAGE / 2);
		MUST(read(fd[0], page, PAGE) == PAGE / 2);
	}
	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	for (i = 0; i < SLOTS; i++)
		MUST(read(fd[0], page, PAGE) == PAGE);
}

static int new_file(void)
{
	int file = memfd_create("file", MFD_CLOEXEC), i;

	MUST(file >= 0);
	for (i = 0; i < PAGE; i += 8)
		MUST(write(file, "original", 8) == 8);
	return file;
}

/* From the file through a pipe of the kernel, as the attacks did. */
static ssize_t by_splice(int file, int out)
{
	int way[2];
	loff_t at = 0;
	ssize_t n;

	if (native())
		return splice(file, &at, out, NULL, PART, 0);
	MUST(pipe(way) == 0);
	n = splice(file, &at, way[1], NULL, PART, 0);
	MUST(n == PART);
	n = splice(way[0], NULL, out, NULL, n, 0);
	close_pipe(way);
	return n;
}

static ssize_t by_sendfile(int file, int out)
{
	off_t at = 0;

	return sendfile(out, file, &at, PART);
}

static void append(ssize_t (*put)(int, int))
{
	char in_file[16] = "", in_pipe[16] = "";
	int fd[2], file = new_file();

	open_pipe(fd, 0);
	use_all_slots(fd);
	EQ(put(file, fd[1]), PART, "a part of a page of the file goes in");
	EQ(write(fd[1], "X", 1), 1, "a byte is written behind it");
	EQ(pread(file, in_file, 16, 0), 16, "the file can be read");
	OK(!memcmp(in_file, "originaloriginal", 16), "and is as it was");
	EQ(read(fd[0], in_pipe, 16), PART + 1, "the pipe has both");
	OK(!memcmp(in_pipe, "originalorX", PART + 1), "in order");
	close_pipe(fd);
	close(file);
}

static void body(void)
{
	append(by_splice);
	append(by_sendfile);
}

int main(void)
{
	return run_twice(body, 20);
}
