// SPDX-License-Identifier: GPL-2.0-only
/*
 * kp_is_kpipe() of FIFOs, whose path does not tell whose they are: any end, and
 * what was opened with O_PATH, be there a pipe behind it or not, be it allowed
 * to read it or not, be it unlinked or not.
 */
#include <sys/resource.h>

#include "fifo.h"

static int others_ask(void)
{
	int path = open("f", O_PATH);

	MUST(open("f", O_RDONLY | O_NONBLOCK) == -1 && errno == EACCES);
	return kp_is_kpipe(path);
}

static void check_without_descriptors(int read, int write)
{
	struct rlimit limit, none = { 0 };

	MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	none.rlim_max = limit.rlim_max;
	MUST(setrlimit(RLIMIT_NOFILE, &none) == 0);
	EQ(kp_is_kpipe(read), !native(), "no descriptor left: a read end");
	EQ(kp_is_kpipe(write), !native(), "no descriptor left: a write end");
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static void body(void)
{
	int path, file, read, write, both;

	MUST(mkfifo("f", 0600) == 0);
	path = open("f", O_PATH);
	file = open("file", O_CREAT | O_RDWR, 0600);
	EQ(kp_is_kpipe(path), !native(), "a path that nobody has open");
	EQ(as_nobody(others_ask), !native(), "by who may not read it");
	EQ(kp_is_kpipe(file), 0, "a file beside it");

	read = open("f", O_RDONLY | O_NONBLOCK);
	write = open("f", O_WRONLY);
	both = open("f", O_RDWR);
	MUST(read >= 0 && write >= 0 && both >= 0);
	EQ(kp_is_kpipe(read), !native(), "a read end");
	EQ(kp_is_kpipe(write), !native(), "a write end");
	EQ(kp_is_kpipe(both), !native(), "an end for both");
	EQ(kp_is_kpipe(path), !native(), "a path to an open one");
	EQ(as_nobody(others_ask), !native(), "by who may not read it");
	check_without_descriptors(read, write);

	MUST(unlink("f") == 0 && unlink("file") == 0);
	EQ(kp_is_kpipe(read), !native(), "unlinked: an end");
	EQ(kp_is_kpipe(path), !native(), "unlinked: a path");
	close(read);
	close(write);
	close(both);
	EQ(kp_is_kpipe(path), !native(), "unlinked and not open: a path");
	close(path);
	close(file);
}

int main(void)
{
	return run_fs_twice(body, 20);
}
