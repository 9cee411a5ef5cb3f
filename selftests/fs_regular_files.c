// SPDX-License-Identifier: GPL-2.0-only
/* Regular files beside the FIFOs do what files do. */
#include <sys/sendfile.h>

#include "fifo.h"

static void offsets(void)
{
	char buf[3 * PAGE];
	struct stat st;
	int fd, other;

	fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0640);
	MUST(fd >= 0);
	EQ(write(fd, "hello", 5), 5, "write");
	EQ(pread(fd, buf, 9, 1), 4, "pread up to the end");
	EQ(pwrite(fd, "J", 1, 0), 1, "pwrite");
	EQ(lseek(fd, 0, SEEK_CUR), 5, "the offset stays");
	EQ(pwrite(fd, "end", 3, 2 * PAGE + 100), 3, "beyond the end");
	EQ(lseek(fd, 0, SEEK_END), 2 * PAGE + 103, "makes it longer");
	memset(buf, 'x', sizeof(buf));
	EQ(pread(fd, buf, sizeof(buf), 0), 2 * PAGE + 103, "all of it");
	OK(!memcmp(buf, "Jello", 5) && !buf[5] && !buf[PAGE] &&
	   !memcmp(buf + 2 * PAGE + 100, "end", 3), "with zeros between");
	EQ(ftruncate(fd, 3), 0, "cut");
	EQ(ftruncate(fd, PAGE), 0, "and longer again");
	EQ(pread(fd, buf, PAGE, 0), PAGE, "a page");
	OK(!memcmp(buf, "Jel\0\0", 5), "what was cut is gone");
	MUST(fstat(fd, &st) == 0);
	EQ(st.st_size, PAGE, "the size");
	EQ(st.st_mode, S_IFREG | 0640, "the mode");
	other = open("a", O_WRONLY | O_APPEND);
	EQ(write(other, "z", 1), 1, "O_APPEND");
	EQ(pread(fd, buf, 8, PAGE), 1, "goes to the end");
	close(other);
	EQ(fsync(fd), 0, "fsync");
	close(fd);
	ERR(open("a", O_RDONLY | O_DIRECTORY), ENOTDIR, "it is no directory");
}

static void mapped(void)
{
	char buf[PAGE], *map, *second;
	int fd = open("a", O_RDWR);

	MUST(ftruncate(fd, 0) == 0 && ftruncate(fd, 2 * PAGE) == 0);
	map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	second = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	MUST(map != MAP_FAILED && second != MAP_FAILED);
	strcpy(map, "mapped");
	EQ(pread(fd, buf, 6, 0), 6, "a store is read");
	OK(!memcmp(buf, "mapped", 6), "at once");
	MUST(pwrite(fd, "w", 1, 0) == 1);
	OK(map[0] == 'w' && second[0] == 'w', "a write is seen");
	second[0] = 'p';
	OK(map[0] == 'w', "a private store is private");
	EQ(msync(map, 2 * PAGE, MS_SYNC), 0, "msync");
	map[PAGE] = 'q';
	EQ(pread(fd, buf, 1, PAGE), 1, "a store into a hole");
	EQ(buf[0], 'q', "is read");
	munmap(map, 2 * PAGE);
	munmap(second, PAGE);
	close(fd);
}

static void moved(void)
{
	char buf[16];
	int from = open("a", O_RDONLY), to = open("b", O_RDWR | O_CREAT, 0600);
	int fd[2];

	MUST(pipe(fd) == 0);
	EQ(sendfile(to, from, NULL, 10), 10, "sendfile");
	EQ(pread(to, buf, 16, 0), 10, "as much");
	EQ(copy_file_range(from, NULL, to, NULL, 6, 0), 6, "copy_file_range");
	EQ(splice(from, NULL, fd[1], NULL, 5, 0), 5, "splice to a pipe");
	EQ(splice(fd[0], NULL, to, NULL, 5, 0), 5, "splice from a pipe");
	EQ(lseek(to, 0, SEEK_END), 21, "all of it");
	close(fd[0]);
	close(fd[1]);
	close(from);
	close(to);
	MUST(unlink("b") == 0);
}

static void cut_by_name(void)
{
	struct timespec old[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	struct stat st;

	MUST(utimensat(AT_FDCWD, "a", old, 0) == 0);
	EQ(truncate("a", 7), 0, "truncate");
	MUST(stat("a", &st) == 0);
	EQ(st.st_size, 7, "cuts");
	OK(st.st_mtim.tv_sec > 1000, "and is a modification");
	ERR(truncate("a", -1), EINVAL, "less than nothing");
	ERR(truncate(".", 0), EISDIR, "not a directory");
}

static void body(void)
{
	offsets();
	mapped();
	moved();
	cut_by_name();
	MUST(unlink("a") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 20);
}
