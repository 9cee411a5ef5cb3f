// SPDX-License-Identifier: GPL-2.0-only
/*
 * rename moves names, not pipes: over another FIFO, between directories, with
 * RENAME_NOREPLACE and RENAME_EXCHANGE.
 */
#include "fifo.h"

/* A byte written by one name arrives at the reader. */
static bool passes(const char *name, int r)
{
	int w = open(name, O_WRONLY | O_NONBLOCK);
	char byte = 0;
	bool ok;

	if (w < 0)
		return false;
	ok = write(w, "x", 1) == 1 && read(r, &byte, 1) == 1 && byte == 'x';
	close(w);
	return ok;
}

static void body(void)
{
	int a, b;

	MUST(mkfifo("a", 0600) == 0 && mkfifo("b", 0600) == 0);
	MUST(mkdir("d", 0700) == 0);
	a = open("a", O_RDONLY | O_NONBLOCK);
	b = open("b", O_RDONLY | O_NONBLOCK);

	EQ(rename("a", "d/a"), 0, "into a directory");
	OK(passes("d/a", a), "the pipe went along");
	ERR(open("a", O_RDONLY), ENOENT, "the old name is gone");
	ERR(renameat2(AT_FDCWD, "d/a", AT_FDCWD, "b", RENAME_NOREPLACE),
	    EEXIST, "not over another, when told not to");
	EQ(renameat2(AT_FDCWD, "d/a", AT_FDCWD, "b", RENAME_EXCHANGE), 0,
	   "two names change places");
	OK(passes("b", a), "the one");
	OK(passes("d/a", b), "and the other");
	EQ(rename("b", "d/a"), 0, "over another");
	OK(passes("d/a", a), "the name leads to what moved there");
	ERR(open("b", O_RDONLY), ENOENT, "one name is left");
	ERR(rename("d/a", "d/a/b"), ENOTDIR, "not below itself");
	ERR(rename("d", "d/x"), EINVAL, "nor a directory into itself");
	ERR(rename("d/a", "d"), ENOTEMPTY, "nor over the directory it is in");
	MUST(mkdir("e", 0700) == 0);
	ERR(rename("d/a", "e"), EISDIR, "nor over another");
	ERR(rename("e", "d/a"), ENOTDIR, "nor the reverse");
	close(a);
	close(b);
	MUST(unlink("d/a") == 0 && rmdir("d") == 0 && rmdir("e") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
