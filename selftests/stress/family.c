// SPDX-License-Identifier: GPL-2.0-only
/*
 * The head of the families of one load: makes pipes and members, and sees to
 * it that every family comes to an end. A member that does not has not heard
 * that the others have gone: that is the mistake this looks for.
 */
#include <time.h>

#include "stress.h"

/* Far more than a family needs on a slow kernel beside all the others. */
enum { PATIENCE = 30 };

/* A member ends here; its head goes on. */
void wrong(struct family *f, const char *what, long number)
{
	if (atomic_fetch_add(&f->common->wrong, 1) == 0)
		snprintf(f->common->what, sizeof(f->common->what),
			 "%s, member %d: %s (%ld)", f->load->name, f->who, what,
			 number);
	atomic_store(&f->common->over, 1);
	if (getpid() != f->head)
		_exit(0);
}

static void interrupted(int sig)
{
	(void)sig;
}

/* For a member that has made what it needs. Members are interrupted by signals;
 * or one in four meets errors that are made on purpose, which must not happen on
 * the way to a signal's handler.
 */
void begin(struct family *f)
{
	struct sigaction sa = { .sa_handler = interrupted };
	int fd;

	pattern_at(0);
	some_hole();
	if (f->load->signals || dice(f, 4)) {
		sigaction(SIGUSR1, &sa, NULL);
		return;
	}
	fd = open("/proc/self/make-it-fail", O_WRONLY);
	if (fd < 0)
		return;
	if (write(fd, "1", 1) != 1)
		errno = 0;
	close(fd);
}

static void close_pipes(struct family *f)
{
	int i;

	for (i = 0; i < f->load->pipes; i++)
		close_pipe(f->fd[i]);
}

/* The member after the last one of the load is who meddles with its pipes. */
static int all_members(const struct family *f)
{
	return f->load->members + (f->load->pipes > 0);
}

static void start(struct family *f, atomic_int *members)
{
	int i;

	for (i = 0; i < f->load->pipes; i++)
		MUST(kp_pipe(f->fd[i], f->load->flags) == 0);
	for (i = 0; i < all_members(f); i++) {
		pid_t pid = child();

		f->random += 7919 * (i + 1);
		if (pid == 0) {
			f->who = i;
			if (i < f->load->members)
				f->load->member(f);
			else
				meddle(f);
			_exit(0);
		}
		atomic_store(&members[i], pid);
	}
	close_pipes(f);
}

/* Waits for the end of a child, for a while; returns its pid, or 0. */
static pid_t an_end(int ms, int *status)
{
	struct timespec while_ = { ms / 1000, ms % 1000 * 1000000L };
	sigset_t chld;
	pid_t pid;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	pid = waitpid(-1, status, WNOHANG);
	if (pid > 0)
		return pid;
	sigtimedwait(&chld, NULL, &while_);
	pid = waitpid(-1, status, WNOHANG);
	return pid > 0 ? pid : 0;
}

static void forget(struct family *f, atomic_int *members, pid_t pid, int status)
{
	int i;

	for (i = 0; i < MEMBERS; i++)
		if (members[i] == pid) {
			members[i] = 0;
			f->who = i;
		}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return;
	if (status)
		wrong(f, "ended with status", status);
}

static void show_stack(pid_t pid)
{
	char command[128];

	snprintf(command, sizeof(command),
		 "head -n 40 /proc/%d/stack /proc/%d/syscall | sed 's/^/# /'",
		 pid, pid);
	if (system(command))
		printf("# no stack of %d\n", pid);
}

static void stuck(struct family *f, atomic_int *members)
{
	int i;

	for (i = 0; i < MEMBERS; i++) {
		if (!members[i])
			continue;
		f->who = i;
		wrong(f, "no end, although the others have gone; pid",
		      members[i]);
		show_stack(members[i]);
		kill(members[i], SIGKILL);
	}
}

static void interrupt(atomic_int *members)
{
	int i;

	for (i = 0; i < MEMBERS; i++)
		if (members[i])
			kill(members[i], SIGUSR1);
}

static void one_family(struct family *f, int index)
{
	atomic_int *members = f->common->member[index];
	int left = all_members(f), status, waited = 0;
	int life = 200 + dice(f, 2500), limit;
	pid_t pid;

	limit = life + test_patience(PATIENCE) * 1000;
	start(f, members);
	for (; left; waited += 50) {
		pid = an_end(50, &status);
		if (pid) {
			forget(f, members, pid, status);
			left--;
		}
		if (pid || waited > life || atomic_load(&f->common->over))
			atomic_store(f->stop, 1);
		if (atomic_load(f->stop) && f->load->signals)
			interrupt(members);
		if (waited > limit) {
			stuck(f, members);
			waited = life;
		}
	}
}

/* Family after family, until it is over. */
void family_head(struct family *f)
{
	int index = f->tally - f->common->tally;
	sigset_t chld;

	f->head = getpid();
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGIO, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	while (!atomic_load(&f->common->over)) {
		atomic_store(f->stop, 0);
		one_family(f, index);
		f->tally->families++;
	}
}
