// SPDX-License-Identifier: GPL-2.0-only
/* All names of a FIFO lead to one pipe, symbolic links too. */
#include "fifo.h"

static void body(void)
{
	struct opening *o;
	struct stat st;
	char buf[8];
	int r, w;

	MUST(mkfifo("f", 0600) == 0 && mkdir("d", 0700) == 0);
	EQ(link("f", "d/g"), 0, "another name");
	EQ(symlink("d/g", "s"), 0, "a symbolic link");
	MUST(stat("f", &st) == 0);
	EQ(st.st_nlink, 2, "two links");
	ERR(link("f", "d/g"), EEXIST, "the name is taken");

	r = open("f", O_RDONLY | O_NONBLOCK);
	w = open("d/g", O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "the reader by the first name is there for the second");
	MUST(write(w, "abc", 3) == 3);
	EQ(read(r, buf, 8), 3, "bytes pass");
	close(w);
	w = open("s", O_WRONLY | O_NONBLOCK);
	OK(w >= 0, "through the symbolic link too");
	MUST(write(w, "de", 2) == 2);
	EQ(read(r, buf, 8), 2, "bytes pass");
	close(w);
	close(r);

	o = open_start("s", O_RDONLY);
	MUST(open_sleeps(o));
	EQ(unlink("d/g"), 0, "one name goes");
	w = open("f", O_WRONLY);
	OK(w >= 0 && open_returns(o), "they meet by the other");
	close(w);
	open_end(o);
	MUST(stat("f", &st) == 0);
	EQ(st.st_nlink, 1, "one link");
	ERR(open("s", O_RDONLY), ENOENT, "the symbolic link dangles");
	MUST(unlink("s") == 0 && unlink("f") == 0 && rmdir("d") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 30);
}
