// SPDX-License-Identifier: GPL-2.0-only
/*
 * No room among the system's open files for both ends or for the second one,
 * and a ring larger than any may be: no pipe, page or descriptor is left, and
 * the next pipe works.
 */
#include "limits.h"

#define FILE_MAX "/proc/sys/fs/file-max"
#define LARGEST_RING (65536LL * PAGE)

struct outcome {
	int error, descriptors;
	long long pipes, pages;
};

struct outcomes {
	struct outcome no_file, one_file;
	int with_room;
};

static long long get_number(const char *path)
{
	long long value = -1;
	FILE *f = fopen(path, "r");

	MUST(f && fscanf(f, "%lld", &value) == 1);
	fclose(f);
	return value;
}

static void set_file_max(long long value)
{
	FILE *f = fopen(FILE_MAX, "w");

	MUST(f && fprintf(f, "%lld", value) > 0 && fclose(f) == 0);
}

/* The two lowest free descriptors, as one number. */
static int lowest_two(void)
{
	int a = dup(0), b = dup(0);

	MUST(a >= 0 && b >= 0);
	close(a);
	close(b);
	return a * 1024 + b;
}

/* What creating a pipe came to, and what it left behind. */
static struct outcome create(long long size)
{
	struct kpipe_query before = query(), after;
	struct outcome out = { .descriptors = lowest_two() };
	int fd[2] = { -7, -7 };

	out.error = -kp_pipe_at(device, fd, 0, size);
	after = query();
	out.descriptors -= lowest_two();
	out.pipes = after.pipes - before.pipes;
	out.pages = after.pages - before.pages;
	return out;
}

static void nothing_left(struct outcome out, int error)
{
	EQ(out.error, error, strerrorname_np(error));
	EQ(out.descriptors, 0, "the same descriptors are free");
	EQ(out.pipes, 0, "no pipe exists");
	EQ(out.pages, 0, "no page is held");
}

static bool pipe_works(void)
{
	char byte = 0;
	int fd[2];

	if (kp_pipe_at(device, fd, 0, 0) < 0)
		return false;
	MUST(write(fd[1], "x", 1) == 1 && read(fd[0], &byte, 1) == 1);
	close_pipe(fd);
	return byte == 'x';
}

/* Creates when the system can open `room` more files. */
static struct outcome create_with_room(int room)
{
	struct outcome out;
	int fd[1024], n = 0;

	while (n < 1024 && (fd[n] = open("/dev/null", O_RDONLY)) >= 0)
		n++;
	MUST(errno == ENFILE && n >= room);
	for (; room; room--)
		close(fd[--n]);
	out = create(0);
	while (n)
		close(fd[--n]);
	return out;
}

/* As somebody without rights: root has more files than the limit. */
static void few_files(struct outcomes *res)
{
	alarm(20);
	MUST(setresgid(65534, 65534, 65534) == 0);
	MUST(setresuid(65534, 65534, 65534) == 0);
	res->no_file = create_with_room(0);
	res->one_file = create_with_room(1);
	res->with_room = pipe_works();
	_exit(0);
}

static void body(void)
{
	struct outcomes *res = shared(sizeof(*res));
	long long file_max = get_number(FILE_MAX);
	int status;
	pid_t pid;

	/* What fails from here on fails in the child. */
	set_file_max(get_number("/proc/sys/fs/file-nr") + 64);
	pid = child();
	if (pid == 0)
		few_files(res);
	status = reap(pid);
	set_file_max(file_max);
	EQ(status, 0, "the user without rights ends by himself");
	nothing_left(res->no_file, ENFILE);
	nothing_left(res->one_file, ENFILE);
	OK(res->with_room, "with room for two files a pipe works");

	nothing_left(create(LARGEST_RING + 1), ENOMEM);
	OK(pipe_works(), "a pipe of the usual size works");
	munmap(res, sizeof(*res));
}

int main(void)
{
	return limits_can_be_set() ? run_on_kpipe(body, 60) : test_end();
}
