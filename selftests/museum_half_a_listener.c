// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_ASYNC on a FIFO open for both takes two allocations. When the second one
 * fails, the first leaves nothing behind: the flag is not set, no signal comes,
 * and asking again works.
 *
 * Bug: CVE-2026-99203.
 * Planted: kpipe_fasync() leaves the first entry when the second one fails.
 * Printed: not ok 4 - kpipe: the flag is not set (came 8192); not ok 5 - kpipe:
 * no signal comes (came 1)
 */
#include <sched.h>

#include "fifo.h"

enum {
	BEFORE = 20, MOST = 256,	/* listeners */
	TRIES = 10
};

static volatile int signals;

static void count(int sig)
{
	(void)sig;
	signals++;
}

/* Files of the group, open beforehand: later there is no memory for that. */
static int control(const char *dir, const char *name, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, flags);
	MUST(fd >= 0);
	return fd;
}

static void set(int fd, long value)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%ld", value);

	MUST(pwrite(fd, text, len, 0) == len);
}

/* All further memory of the caller comes from here. Who is out of it gets an
 * error: nobody is killed.
 */
static void enter_group(const char *dir)
{
	cpu_set_t cpus;

	/* What one processor has set aside, the other would not find. */
	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	MUST(sched_setaffinity(0, sizeof(cpus), &cpus) == 0);
	set(control(dir, "memory.oom_control", O_WRONLY), 1);
	set(control(dir, "cgroup.procs", O_WRONLY), getpid());
	MUST(mlockall(MCL_CURRENT | MCL_FUTURE) == 0);
}

/* Whether memory ended before the pipe was full. */
static bool fill(int fd)
{
	static const char page[PAGE];

	while (write(fd, page, PAGE) == PAGE)
		;
	return errno == ENOMEM;
}

/* Nothing is left, but for less than a page. A slow machine gives something
 * back meanwhile, so that one pipe may not be enough. Returns whether it came to
 * that: a kernel can let a group have more than its limit.
 */
static bool use_up(int limit, int usage)
{
	char text[24] = "";
	int fd[2];

	MUST(pipe2(fd, O_NONBLOCK) == 0);
	MUST(fcntl(fd[0], F_SETPIPE_SZ, 256 * PAGE) > 0);
	MUST(write(fd[1], text, 1) == 1);
	MUST(read(usage, text, sizeof(text) - 1) > 0);
	set(limit, atol(text));
	while (!fill(fd[1]) && pipe2(fd, O_NONBLOCK) == 0)
		;
	return errno == ENOMEM;
}

static int listen_to(int fd, bool on)
{
	return fcntl(fd, F_SETFL, O_NONBLOCK | (on ? O_ASYNC : 0));
}

/* Adds listeners until there is no memory. Returns how many there are. */
static int add(int *reader, int n)
{
	while (n < MOST && listen_to(reader[n], true) == 0)
		n++;
	MUST(n < MOST && errno == ENOMEM);
	return n;
}

static int take_one_away(int *reader, int n)
{
	MUST(listen_to(reader[--n], false) == 0);
	usleep(300000);		/* its memory is given back by RCU */
	return n;
}

/* Leaves memory for one listener. Whether it is not for two: what RCU has not
 * given back in time comes later.
 */
static bool room_for_one(int *reader)
{
	int n = add(reader, BEFORE), i;

	/* A part of a page that has been put aside comes back with the first
	 * that is given back.
	 */
	n = add(reader, take_one_away(reader, n));
	n = take_one_away(reader, n);
	if (add(reader, n) == n + 1) {
		take_one_away(reader, n + 1);
		return true;
	}
	for (i = BEFORE; i < MOST; i++)
		MUST(listen_to(reader[i], false) == 0);
	return false;
}

struct outcome {
	bool endless;		/* memory did not run out */
	int room, refused, flags, heard, again, heard_again, heard_closed;
};

static int write_and_count(int fd)
{
	signals = 0;
	MUST(write(fd, "x", 1) == 1);
	return signals;
}

static void run_out(const char *dir, struct outcome *res)
{
	int reader[MOST], both, other, limit, i;

	signal(SIGIO, count);
	for (i = 0; i < MOST; i++)
		MUST((reader[i] = open("g", O_RDONLY | O_NONBLOCK)) >= 0);
	both = open("f", O_RDWR | O_NONBLOCK);
	other = open("f", O_RDWR | O_NONBLOCK);
	MUST(both >= 0 && other >= 0);
	MUST(fcntl(both, F_SETOWN, getpid()) == 0);
	enter_group(dir);
	limit = control(dir, "memory.limit_in_bytes", O_WRONLY);
	for (i = 0; i < BEFORE; i++)
		MUST(listen_to(reader[i], true) == 0);
	if (!use_up(limit, control(dir, "memory.usage_in_bytes", O_RDONLY))) {
		res->endless = true;
		_exit(0);
	}
	for (i = 0; i < TRIES && !res->room; i++)
		res->room = room_for_one(reader);
	res->refused = listen_to(both, true) ? errno : 0;
	set(limit, -1);

	res->flags = fcntl(both, F_GETFL) & O_ASYNC;
	res->heard = write_and_count(other);
	res->again = listen_to(both, true);
	res->heard_again = write_and_count(other);
	close(both);
	res->heard_closed = write_and_count(other);
	_exit(0);
}

static void in_group(const char *dir)
{
	struct outcome *res = shared(sizeof(*res));
	pid_t pid;

	MUST(mkfifo("f", 0600) == 0 && mkfifo("g", 0600) == 0);
	pid = child();
	if (pid == 0)
		run_out(dir, res);
	EQ(reap(pid), 0, "the one without memory ends by itself");
	if (res->endless) {
		test_skip("the others", "groups get more than their limit");
		goto out;
	}
	OK(res->room, "there was memory for one listener");
	EQ(res->refused, ENOMEM, "two are refused");
	EQ(res->flags, 0, "the flag is not set");
	EQ(res->heard, 0, "no signal comes");
	EQ(res->again, 0, "with memory it works");
	EQ(res->heard_again, 1, "a signal comes for a write");
	EQ(res->heard_closed, 0, "and none after the close");
out:
	MUST(unlink("f") == 0 && unlink("g") == 0);
	munmap(res, sizeof(*res));
}

/* The older kind of groups alone can refuse memory without killing. */
static void body(void)
{
	char top[] = "/tmp/kpipe-XXXXXX", dir[64];
	int tries;

	MUST(mkdtemp(top));
	snprintf(dir, sizeof(dir), "%s/listener", top);
	if (mount("none", top, "cgroup", 0, "memory")) {
		test_skip("all checks", "no memory groups of the first version");
	} else {
		MUST(mkdir(dir, 0755) == 0);
		in_group(dir);
		for (tries = 0; rmdir(dir) && tries < 100; tries++)
			usleep(50000);
		umount(top);
	}
	MUST(rmdir(top) == 0);
}

int main(void)
{
	return run_fs_twice(body, 60);
}
