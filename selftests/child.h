/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns: child processes, what they hand back, and waiting until one is
 * asleep. A child dies with its parent, so a test that is stopped leaves no
 * process and no open pipe behind.
 */
#ifndef KPIPE_CHILD_H
#define KPIPE_CHILD_H

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "kpipe_test.h"

/* Memory that a child's writes reach the parent through. */
static inline void *shared(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	MUST(p != MAP_FAILED);
	return p;
}

/* Returns 0 in the child. */
static inline pid_t child(void)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	MUST(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(TEST_FAIL);
	}
	return pid;
}

static inline int reap(pid_t pid)
{
	int status = -1;

	MUST(waitpid(pid, &status, 0) == pid);
	return status;
}

/* A running task shows "running" there instead of a system call's number. */
static inline bool asleep_now(pid_t pid, long nr)
{
	char path[64], text[64];
	long now = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(text, sizeof(text), f) || sscanf(text, "%ld", &now) != 1)
		now = -1;
	fclose(f);
	return now == nr;
}

/* Waits until the task is asleep inside system call nr. */
static inline bool asleep_in(pid_t pid, long nr)
{
	int tries;

	for (tries = 0; tries < 20000; tries++) {
		if (asleep_now(pid, nr))
			return true;
		usleep(500);
	}
	return false;
}

/* One read or write made by a child, and what became of it. */
struct call {
	pid_t pid;
	long nr;
	int fd, other_end, flags;
	size_t len;
	volatile long ret;
	volatile int error, signals, returned;
	volatile unsigned char data[256 * 1024];
};

static volatile int *call_signals;

static inline void call_count_signal(int sig)
{
	(void)sig;
	++*call_signals;
}

static inline void call_run(struct call *c)
{
	struct sigaction sa = { .sa_handler = call_count_signal };

	if (c->other_end >= 0)
		close(c->other_end);
	call_signals = &c->signals;
	sa.sa_flags = c->flags;
	sigaction(SIGUSR1, &sa, NULL);
	sigaction(SIGPIPE, &sa, NULL);
	errno = 0;
	c->ret = syscall(c->nr, c->fd, c->data, c->len);
	c->error = c->ret < 0 ? errno : 0;
	c->returned = 1;
	_exit(0);
}

/*
 * SYS_read or SYS_write in a child that first closes other_end (or -1).
 * flags are those of sigaction for SIGUSR1 and SIGPIPE, which only count.
 */
static inline struct call *call_start(long nr, int fd, size_t len,
				      int other_end, int flags)
{
	struct call *c = shared(sizeof(*c));
	pid_t pid;

	c->nr = nr;
	c->fd = fd;
	c->len = len;
	c->other_end = other_end;
	c->flags = flags;
	memset((void *)c->data, 'w', len < sizeof(c->data) ? len : 0);
	/* Through a variable of its own: the child's 0 must not come back. */
	pid = child();
	if (pid == 0)
		call_run(c);
	c->pid = pid;
	return c;
}

static inline bool call_sleeps(struct call *c)
{
	return asleep_in(c->pid, c->nr) && !c->returned;
}

static inline void call_end(struct call *c)
{
	munmap(c, sizeof(*c));
}

#endif /* KPIPE_CHILD_H */
