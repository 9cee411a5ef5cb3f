// SPDX-License-Identifier: GPL-2.0-only
/* A FIFO without a name goes on; a new one of that name is another. */
#include "fifo.h"

static void body(void)
{
	struct opening *o;
	struct stat old, st;
	char buf[8];
	int r, w, other;

	MUST(mkfifo("f", 0600) == 0);
	r = open("f", O_RDONLY | O_NONBLOCK);
	w = open("f", O_WRONLY);
	MUST(write(w, "ab", 2) == 2);
	MUST(fstat(r, &old) == 0);
	EQ(unlink("f"), 0, "it can be unlinked while open");
	ERR(open("f", O_RDONLY), ENOENT, "the name is gone");
	MUST(fstat(r, &st) == 0);
	EQ(st.st_nlink, 0, "no links left");
	OK(st.st_ino == old.st_ino && S_ISFIFO(st.st_mode), "the same inode");
	EQ(write(w, "c", 1), 1, "the writer writes on");
	EQ(read(r, buf, 8), 3, "the reader reads on");

	MUST(mkfifo("f", 0600) == 0);
	other = open("f", O_RDONLY | O_NONBLOCK);
	MUST(fstat(other, &st) == 0);
	EQ(read(other, buf, 8), 0, "the new one has no writer");
	MUST(write(w, "d", 1) == 1);
	EQ(read(other, buf, 8), 0, "what is written to the old one");
	EQ(read(r, buf, 8), 1, "stays there");
	close(other);
	close(w);
	EQ(read(r, buf, 8), 0, "end of file");
	close(r);

	o = open_start("f", O_RDONLY);
	MUST(open_sleeps(o));
	EQ(unlink("f"), 0, "and while somebody waits in open");
	OK(open_sleeps(o), "who waits on");
	open_end(o);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
