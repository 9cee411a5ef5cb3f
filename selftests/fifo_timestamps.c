// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a FIFO sets its access time, writing the other two; opening, failing
 * and reading nothing set none; they can be set by hand; making and removing a
 * name changes the directory.
 */
#include <sys/sendfile.h>

#include "fifo.h"

static struct stat mark;

static void set_mark(const char *path)
{
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };

	MUST(utimensat(AT_FDCWD, path, old, 0) == 0);
	usleep(20000);
	MUST(stat(path, &mark) == 0);
	MUST(mark.st_atim.tv_sec == 1000 && mark.st_mtim.tv_sec == 1000);
}

static bool later(struct timespec a, struct timespec b)
{
	return a.tv_sec > b.tv_sec ||
	       (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

/* The times that have changed since the mark, as letters. */
static const char *changed(const char *path)
{
	static char text[4];
	struct stat st;
	char *p = text;

	MUST(stat(path, &st) == 0);
	if (later(st.st_atim, mark.st_atim))
		*p++ = 'a';
	if (later(st.st_mtim, mark.st_mtim))
		*p++ = 'm';
	if (later(st.st_ctim, mark.st_ctim))
		*p++ = 'c';
	*p = 0;
	return text;
}

static void change_is(const char *path, const char *want, const char *name)
{
	const char *came = changed(path);

	if (!OK(!strcmp(came, want), name))
		printf("#   expected \"%s\", came \"%s\"\n", want, came);
}

static void body(void)
{
	char buf[8];
	int r, w;

	MUST(mkdir("d", 0700) == 0);
	set_mark("d");
	MUST(mkfifo("d/f", 0600) == 0);
	change_is("d", "mc", "a new name changes the directory");

	set_mark("d/f");
	r = open("d/f", O_RDONLY | O_NONBLOCK);
	w = open("d/f", O_WRONLY | O_NONBLOCK);
	change_is("d/f", "", "open");
	ERR(read(r, buf, 8), EAGAIN, "nothing there");
	change_is("d/f", "", "a read of nothing");
	MUST(write(w, "abc", 3) == 3);
	change_is("d/f", "mc", "write");
	set_mark("d/f");
	MUST(read(r, buf, 8) == 3);
	change_is("d/f", "a", "read");
	set_mark("d/f");
	MUST(write(w, "", 0) == 0);
	change_is("d/f", "", "a write of nothing");
	MUST(chmod("d/f", 0640) == 0);
	change_is("d/f", "c", "chmod");

	set_mark("d/f");
	MUST(link("d/f", "d/g") == 0);
	change_is("d/f", "c", "link");
	set_mark("d/f");
	MUST(rename("d/g", "d/h") == 0);
	change_is("d/f", "c", "rename");
	set_mark("d/f");
	set_mark("d");
	MUST(unlink("d/h") == 0);
	change_is("d", "mc", "a name less changes the directory");
	close(w);
	close(r);
	MUST(unlink("d/f") == 0 && rmdir("d") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
