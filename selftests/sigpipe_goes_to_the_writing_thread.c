// SPDX-License-Identifier: GPL-2.0-only
/* SIGPIPE is sent to the thread that wrote, not to just any of the process. */
#include <pthread.h>

#include "halves.h"

static int end;
static bool pending_here;

static bool sigpipe_pending(void)
{
	sigset_t set;

	return sigpending(&set) == 0 && sigismember(&set, SIGPIPE);
}

static void *writer(void *arg)
{
	const struct timespec now = { 0, 0 };
	sigset_t set;

	(void)arg;
	if (write(end, "x", 1) != -1 || errno != EPIPE)
		return "no EPIPE";
	pending_here = sigpipe_pending();
	/* Taken away, or the process would die of it in the end. */
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	if (pending_here)
		sigtimedwait(&set, NULL, &now);
	return NULL;
}

static void body(void)
{
	pthread_t thread;
	sigset_t set;
	void *complaint;
	int fd[2];

	open_pipe(fd, 0);
	close(fd[0]);
	end = fd[1];
	pending_here = false;
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	MUST(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
	MUST(pthread_create(&thread, NULL, writer, NULL) == 0);
	MUST(pthread_join(thread, &complaint) == 0);
	OK(!complaint, "the thread's write was refused");
	OK(pending_here, "the thread had SIGPIPE pending");
	OK(!sigpipe_pending(), "the rest of the process has not");
	close(fd[1]);
}

int main(void)
{
	return run_twice(body, 20);
}
