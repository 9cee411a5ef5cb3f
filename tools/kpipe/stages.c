// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts the commands of a pipeline, waits for them, passes signals on.
 *
 * No command runs before every process exists: each waits at a gate, a pipe
 * from which it reads one byte. If a process cannot be made, the gate is
 * closed instead, and those that were made end without having done anything.
 *
 * The commands share our process group, so what the terminal sends (Ctrl+C)
 * reaches them by itself. We do not die of it, but wait and report. A signal
 * that a process sent to us alone is passed on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pipeline.h"
#include "say.h"

static void watched_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
}

static void run_shell(const char *command)
{
	char *line = NULL;

	if (asprintf(&line, "%s%s", command_is_simple(command) ? "exec " : "",
		     command) < 0)
		return;
	execl("/bin/sh", "sh", "-c", line, NULL);
}

static __attribute__((noreturn))
void become_stage(const struct pipeline *line, size_t i, const int gate[2],
		  const sigset_t *mask)
{
	char go;

	close(gate[1]);
	if (read(gate[0], &go, 1) != 1)
		_exit(EXIT_NOT_STARTED);
	if (i > 0)
		dup2(line->joints[i - 1].fd[0], STDIN_FILENO);
	if (i + 1 < line->count)
		dup2(line->joints[i].fd[1], STDOUT_FILENO);
	sigprocmask(SIG_SETMASK, mask, NULL);
	run_shell(line->stages[i].command);
	fail("is there a /bin/sh, and is the command short enough?",
	     "cannot run \"%.40s\": %s", line->stages[i].command,
	     strerror(errno));
	_exit(127);
}

static int start_all(struct pipeline *line, const int gate[2],
		     const sigset_t *mask)
{
	size_t i;
	pid_t pid;

	for (i = 0; i < line->count; i++) {
		pid = fork();
		if (pid < 0)
			return -errno;
		if (pid == 0)
			become_stage(line, i, gate, mask);
		line->stages[i].pid = pid;
	}
	return 0;
}

static void open_gate(int gate, size_t count)
{
	while (count--)
		if (write(gate, "", 1) != 1)
			break;
}

/* Returns how many have ended since the last time. */
static size_t reap(struct pipeline *line)
{
	struct stage *stage;
	size_t i, ended = 0;
	int status;

	for (i = 0; i < line->count; i++) {
		stage = &line->stages[i];
		if (!stage->pid || wait4(stage->pid, &status, WNOHANG,
					 &stage->usage) != stage->pid)
			continue;
		stage->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
				WEXITSTATUS(status);
		stage->pid = 0;
		ended++;
	}
	return ended;
}

static void pass_on(const struct pipeline *line, int number)
{
	size_t i;

	for (i = 0; i < line->count; i++)
		if (line->stages[i].pid)
			kill(line->stages[i].pid, number);
}

static void wait_all(struct pipeline *line, const sigset_t *watched)
{
	size_t i, left = 0;
	siginfo_t info;

	for (i = 0; i < line->count; i++)
		left += line->stages[i].pid != 0;
	while (left) {
		if (sigwaitinfo(watched, &info) < 0)
			continue;
		if (info.si_signo == SIGCHLD)
			left -= reap(line);
		else if (info.si_code <= 0) /* sent by a process */
			pass_on(line, info.si_signo);
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int stages_run(struct pipeline *line)
{
	sigset_t watched, before;
	int gate[2], error;

	if (pipe2(gate, O_CLOEXEC) < 0) {
		fail("raise \"ulimit -n\"", "cannot start: %s",
		     strerror(errno));
		return EXIT_NOT_STARTED;
	}
	/* Whoever starts us with SIGCHLD ignored would take the statuses. */
	signal(SIGCHLD, SIG_DFL);
	watched_signals(&watched);
	sigprocmask(SIG_BLOCK, &watched, &before);
	error = start_all(line, gate, &before);
	joints_close_ends(line);
	close(gate[0]);
	line->seconds = -now();
	if (!error)
		open_gate(gate[1], line->count);
	close(gate[1]);
	wait_all(line, &watched);
	line->seconds += now();
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (!error)
		return 0;
	fail("end some processes, or raise \"ulimit -u\"",
	     "cannot start %zu commands, so none was run: %s", line->count,
	     strerror(-error));
	return EXIT_NOT_STARTED;
}
