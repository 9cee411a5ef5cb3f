// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation and user copy of making, linking and renaming names, and of
 * writing and reading files, on the mounted file system fails once: a name is
 * there or is not as the call says, and what is removed is no longer charged.
 */
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#include "fault_stream.h"
#include "fifo.h"

static unsigned long long inodes_free, pages_free;
static int file;
static size_t bytes;

static void remember(void)
{
	struct statfs st;

	MUST(statfs(".", &st) == 0);
	inodes_free = st.f_ffree;
	pages_free = st.f_bfree;
}

static void nothing_is_charged(void)
{
	struct statfs st;

	MUST(statfs(".", &st) == 0);
	fault_holds(st.f_ffree == inodes_free, "no inode is charged");
	fault_holds(st.f_bfree == pages_free, "no page is charged");
}

/* "new" exists if the call says so, and is of this kind; it is removed. */
static void judge_new(long ret, mode_t kind)
{
	struct stat st;
	bool there = lstat("new", &st) == 0;

	fault_holds(there == (ret >= 0), "the name is there, or is not");
	if (there) {
		fault_holds((st.st_mode & S_IFMT) == kind, "what was made");
		MUST((kind == S_IFDIR ? rmdir("new") : unlink("new")) == 0);
	}
	nothing_is_charged();
}

static long call_mkfifo(void)
{
	return fault_answer(mkfifo("new", 0600));
}

static void judge_mkfifo(long ret)
{
	judge_new(ret, S_IFIFO);
}

static long call_mkdir(void)
{
	return fault_answer(mkdir("new", 0700));
}

static void judge_mkdir(long ret)
{
	judge_new(ret, S_IFDIR);
}

static long call_mknod(void)
{
	return fault_answer(mknod("new", S_IFCHR | 0600, makedev(1, 3)));
}

static void judge_mknod(long ret)
{
	judge_new(ret, S_IFCHR);
}

static long call_create(void)
{
	file = open("new", O_CREAT | O_EXCL | O_RDWR, 0600);
	return fault_answer(file);
}

/* The name comes before the file that is open on it, as everywhere. */
static void judge_create(long ret)
{
	if (ret >= 0)
		MUST(close(file) == 0);
	if (unlink("new") < 0)
		fault_holds(ret < 0, "the name is there");
	nothing_is_charged();
}

static long call_tmpfile(void)
{
	file = open(".", O_TMPFILE | O_RDWR, 0600);
	return fault_answer(file);
}

static void judge_tmpfile(long ret)
{
	if (ret >= 0)
		MUST(close(file) == 0);
	nothing_is_charged();
}

static long call_symlink(void)
{
	return fault_answer(symlink("some/where", "new"));
}

static void judge_symlink(long ret)
{
	char where[32] = "";

	if (ret == 0)
		fault_holds(readlink("new", where, sizeof(where) - 1) == 10 &&
			    !strcmp(where, "some/where"), "where it leads");
	judge_new(ret, S_IFLNK);
}

static void an_old_name(void)
{
	remember();
	MUST(mkfifo("old", 0600) == 0);
}

static long call_link(void)
{
	return fault_answer(link("old", "new"));
}

static void judge_link(long ret)
{
	struct stat st;

	MUST(stat("old", &st) == 0);
	fault_holds(st.st_nlink == 1 + (ret == 0), "names are counted");
	MUST(unlink("old") == 0);
	judge_new(ret, S_IFIFO);
}

static void two_old_names(void)
{
	an_old_name();
	MUST(mkfifo("new", 0600) == 0);
}

static long call_rename(void)
{
	return fault_answer(rename("old", "new"));
}

static void judge_rename(long ret)
{
	fault_holds((unlink("old") < 0) == (ret == 0), "one name or the other");
	judge_new(ret, S_IFIFO);
}

static void judge_replace(long ret)
{
	fault_holds((unlink("old") < 0) == (ret == 0), "one name or both");
	judge_new(0, S_IFIFO);
}

static long call_unlink(void)
{
	return fault_answer(unlink("old"));
}

static void judge_unlink(long ret)
{
	fault_holds((unlink("old") < 0) == (ret == 0), "the name has gone");
	nothing_is_charged();
}

static void a_file(void)
{
	remember();
	file = open(".", O_TMPFILE | O_RDWR, 0600);
	MUST(file >= 0);
	bytes = 0;
}

static void a_file_of_pages(void)
{
	a_file();
	bytes = 3 * PAGE + 10;
	MUST(pwrite(file, stream_bytes, bytes, 0) == (ssize_t)bytes);
}

static long call_write(void)
{
	return fault_answer(write(file, stream_bytes, 3 * PAGE + 10));
}

/* The file has what was written and then zeroes up to its end, which is where
 * the answer says; and is charged for that.
 */
static void judge_contents(size_t written, off_t size)
{
	struct stat st;
	off_t i;

	MUST(fstat(file, &st) == 0);
	fault_holds(st.st_size == size, "the end of the file");
	fault_holds(st.st_blocks == (size + PAGE - 1) / PAGE * 8,
		    "pages up to the end are charged");
	MUST(pread(file, stream_got, STREAM_MOST, 0) == st.st_size);
	fault_holds(!memcmp(stream_got, stream_bytes, written), "what it has");
	for (i = written; i < st.st_size && !stream_got[i]; i++)
		;
	fault_holds(i == st.st_size, "zeroes after that");
	MUST(close(file) == 0);
	nothing_is_charged();
}

static void judge_write(long ret)
{
	size_t done = ret > 0 ? ret : 0;

	judge_contents(done, done);
}

static long call_grow(void)
{
	return fault_answer(ftruncate(file, 5 * PAGE));
}

static void judge_grow(long ret)
{
	judge_contents(bytes, ret < 0 ? bytes : 5 * PAGE);
}

static long call_shrink(void)
{
	return fault_answer(ftruncate(file, PAGE + 5));
}

static void judge_shrink(long ret)
{
	size_t size = ret < 0 ? bytes : PAGE + 5;

	judge_contents(size, size);
}

static long call_read(void)
{
	return fault_answer(pread(file, stream_got, bytes, 0));
}

static void judge_read(long ret)
{
	fault_holds(ret != 0 && (ret < 0 ||
				 !memcmp(stream_got, stream_bytes, ret)),
		    "the bytes of the file");
	judge_contents(bytes, bytes);
}

static void a_hole(void)
{
	a_file();
	MUST(ftruncate(file, 3 * PAGE) == 0);
	bytes = 3 * PAGE;
	memset(stream_got, 1, bytes);
}

static void judge_hole(long ret)
{
	long i;

	for (i = 0; i < ret && !stream_got[i]; i++)
		;
	fault_holds(ret != 0 && (ret < 0 || i == ret), "zeroes");
	judge_contents(0, 3 * PAGE);
}

/* Of a name: the inode and, where nobody has looked for it yet, its dentry; and
 * the text of it, which is a copy as well.
 */
#define OF_NAME { [FAULT_SLAB] = 3, [FAULT_COPY] = 1 }
#define ERRORS { ENOMEM, EFAULT, ENFILE }

static const struct fault_path paths[] = {
	{ "mkfifo", OF_NAME, ERRORS,
	  remember, call_mkfifo, .judge = judge_mkfifo },
	{ "mkdir", OF_NAME, ERRORS,
	  remember, call_mkdir, .judge = judge_mkdir },
	{ "mknod", OF_NAME, ERRORS,
	  remember, call_mknod, .judge = judge_mknod },
	{ "creat", OF_NAME, ERRORS,
	  remember, call_create, .judge = judge_create },
	{ "O_TMPFILE", OF_NAME, ERRORS,
	  remember, call_tmpfile, .judge = judge_tmpfile },
	/* Two texts, one of which is kept in a page. */
	{ "symlink", { [FAULT_SLAB] = 4, [FAULT_PAGE] = 1, [FAULT_COPY] = 2 },
	  ERRORS, remember, call_symlink, .judge = judge_symlink },
	/* Two texts; the new dentry. */
	{ "link", { [FAULT_SLAB] = 3, [FAULT_COPY] = 2 }, ERRORS,
	  an_old_name, call_link, .judge = judge_link },
	{ "rename", { [FAULT_SLAB] = 3, [FAULT_COPY] = 2 }, ERRORS,
	  an_old_name, call_rename, .judge = judge_rename },
	{ "rename over another", { [FAULT_SLAB] = 2, [FAULT_COPY] = 2 }, ERRORS,
	  two_old_names, call_rename, .judge = judge_replace },
	{ "unlink", { [FAULT_SLAB] = 1, [FAULT_COPY] = 1 }, ERRORS,
	  an_old_name, call_unlink, .judge = judge_unlink },
	/* Four pages, a node for those after the first. */
	{ "write a file", { [FAULT_SLAB] = 1, [FAULT_PAGE] = 4,
			    [FAULT_COPY] = 4 }, ERRORS,
	  a_file, call_write, .judge = judge_write },
	{ "read a file", { [FAULT_COPY] = 4 }, ERRORS,
	  a_file_of_pages, call_read, .judge = judge_read },
	{ "read a hole", { [FAULT_PAGE] = 1, [FAULT_COPY] = 3 }, ERRORS,
	  a_hole, call_read, .judge = judge_hole },
	/* Space is charged; nothing is allocated. */
	{ "extend a file", { 0 }, ERRORS, a_file_of_pages, call_grow,
	  .judge = judge_grow },
	{ "cut a file", { 0 }, ERRORS, a_file_of_pages, call_shrink,
	  .judge = judge_shrink },
	{}
};

static void body(void)
{
	char dir[64];

	stream_init();
	new_directory(dir);
	private_mounts();
	MUST(mount("none", dir, "kpipe", 0, "") == 0 && chdir(dir) == 0);
	fault_all(paths);
	MUST(chdir("/") == 0);
	EQ(umount(dir), 0, "nothing keeps the file system busy");
	MUST(rmdir(dir) == 0);
}

int main(void)
{
	return run_on_kpipe(body, 120);
}
