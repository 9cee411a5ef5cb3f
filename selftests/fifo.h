/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: a directory to make FIFOs in, and opens that happen in a child. The
 * native half gets a tmpfs where it may mount one, or else a directory under
 * TMPDIR; the kpipe half gets a file system of type kpipe. The mount is in a
 * name space of its own, so that nothing of it outlives the test.
 */
#ifndef KPIPE_FIFO_H
#define KPIPE_FIFO_H

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "child.h"
#include "halves.h"

static inline const char *fs_type(void)
{
	return native() ? "tmpfs" : "kpipe";
}

static inline int fs_mount(const char *dir, const char *options)
{
	return mount("none", dir, fs_type(), 0, options);
}

static inline void private_mounts(void)
{
	MUST(unshare(CLONE_NEWNS) == 0);
	MUST(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
}

static inline void new_directory(char path[64])
{
	const char *tmp = getenv("TMPDIR");

	snprintf(path, 64, "%s/kpipe-XXXXXX", tmp ? tmp : "/tmp");
	MUST(mkdtemp(path));
}

static void (*fifo_body)(void);
static bool fifo_needs_mount;

static inline void fifo_on_mount(const char *dir)
{
	private_mounts();
	MUST(fs_mount(dir, "") == 0);
	MUST(chdir(dir) == 0);
	fifo_body();
	MUST(chdir("/") == 0);
	EQ(umount(dir), 0, "nothing keeps the file system busy");
}

static inline void fifo_in_place(void)
{
	char dir[64];

	new_directory(dir);
	if (geteuid() == 0 && (!native() || access(KP_DEVICE, F_OK) == 0)) {
		fifo_on_mount(dir);
	} else if (fifo_needs_mount || !native()) {
		test_skip("all checks", "needs root, in the test VM");
	} else {
		MUST(chdir(dir) == 0);
		fifo_body();
		MUST(chdir("/") == 0);
	}
	MUST(rmdir(dir) == 0);
}

/* Runs body in a fresh directory, first of the native kind, then of ours. It
 * leaves the directory empty.
 */
static inline int run_fifo_twice(void (*body)(void), int seconds)
{
	fifo_body = body;
	return run_twice(fifo_in_place, seconds);
}

/* The same for what needs a file system of its own, and so root. */
static inline int run_fs_twice(void (*body)(void), int seconds)
{
	fifo_needs_mount = true;
	return run_fifo_twice(body, seconds);
}

/* An open made by a child, which keeps what it got until open_end(). */
struct opening {
	pid_t pid;
	volatile int fd, error, returned;
};

static inline void open_on_signal(int sig)
{
	(void)sig;
}

/* flags of sigaction for SIGUSR1, which does nothing but interrupt. */
static inline struct opening *open_start_sa(const char *path, int flags,
					    int sa_flags)
{
	struct sigaction sa = { .sa_handler = open_on_signal };
	struct opening *o = shared(sizeof(*o));
	pid_t pid;

	pid = child();
	if (pid == 0) {
		sa.sa_flags = sa_flags;
		sigaction(SIGUSR1, &sa, NULL);
		o->fd = open(path, flags);
		o->error = o->fd < 0 ? errno : 0;
		o->returned = 1;
		for (;;)
			pause();
	}
	o->pid = pid;
	return o;
}

static inline struct opening *open_start(const char *path, int flags)
{
	return open_start_sa(path, flags, 0);
}

static inline bool open_sleeps(struct opening *o)
{
	return asleep_in(o->pid, SYS_openat) && !o->returned;
}

static inline bool open_returns(struct opening *o)
{
	int tries;

	for (tries = 0; tries < 20000 && !o->returned; tries++)
		usleep(500);
	return o->returned;
}

/* Ends the child, and closes what it had open. */
static inline void open_end(struct opening *o)
{
	kill(o->pid, SIGKILL);
	reap(o->pid);
	munmap(o, sizeof(*o));
}

/* Runs fn in a child with the ids of nobody; returns its exit status. */
static inline int as_nobody(int (*fn)(void))
{
	pid_t pid = child();
	int status;

	if (pid == 0) {
		MUST(setresgid(65534, 65534, 65534) == 0);
		MUST(setresuid(65534, 65534, 65534) == 0);
		_exit(fn());
	}
	status = reap(pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Whether a reader of the FIFO is counted. Comes and goes as a writer. */
static inline bool has_reader(const char *path)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

#endif /* KPIPE_FIFO_H */
