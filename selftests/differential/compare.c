// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes, one for each world, on two processors if there are as many.
 * Neither knows of the other; only their reports meet here.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compare.h"
#include "ops.h"

enum { SECONDS = 60 };

struct report *reports;

static struct world worlds[WORLDS];
static char folders[WORLDS][32];
static int cpus[WORLDS];
static volatile pid_t running[WORLDS];

/* A script that hangs has failed, too. */
static void on_alarm(int sig)
{
	(void)sig;
	for (int i = 0; i < WORLDS; i++)
		if (running[i])
			kill(running[i], SIGKILL);
}

static void choose_cpus(void)
{
	cpu_set_t set;
	int found = 0;

	sched_getaffinity(0, sizeof(set), &set);
	for (int i = 0; i < CPU_SETSIZE && found < WORLDS; i++)
		if (CPU_ISSET(i, &set))
			cpus[found++] = i;
	if (found < WORLDS)
		cpus[1] = cpus[0];
}

void compare_prepare(bool itself)
{
	signal(SIGALRM, on_alarm);
	/* A page that has to come from a disk makes a hand sleep elsewhere. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		perror("differential: cannot lock memory");
	choose_cpus();
	world_native(&worlds[NATIVE]);
	if (itself)
		world_native(&worlds[KPIPE]);
	else
		world_kpipe(&worlds[KPIPE]);
	reports = mmap(NULL, WORLDS * sizeof(*reports), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reports == MAP_FAILED || unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		perror("differential: cannot have mounts of its own (it needs root, in the test VM)");
		exit(2);
	}
	for (int i = 0; i < WORLDS; i++)
		world_mount(&worlds[i], folders[i]);
}

void compare_finish(void)
{
	for (int i = 0; i < WORLDS; i++)
		world_unmount(folders[i]);
}

static void start(int which, const struct op *ops, int count)
{
	struct world w = worlds[which];
	pid_t pid;

	reports[which].steps = 0;
	reports[which].complete = false;
	pid = fork();
	if (pid < 0) {
		perror("differential: cannot fork");
		exit(2);
	}
	if (!pid)
		script_play(&w, folders[which], cpus[which], ops, count,
			    &reports[which]);
	running[which] = pid;
}

static void finish(int which)
{
	int status;

	while (waitpid(running[which], &status, 0) < 0)
		;
	running[which] = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		exit(2);
}

int compare_run(const struct op *ops, int count)
{
	const struct report *a = &reports[NATIVE], *b = &reports[KPIPE];
	int i;

	fflush(stdout);
	start(NATIVE, ops, count);
	start(KPIPE, ops, count);
	alarm(SECONDS);
	finish(NATIVE);
	finish(KPIPE);
	alarm(0);
	for (i = 0; i < a->steps && i < b->steps; i++)
		if (memcmp(&a->step[i], &b->step[i], sizeof(a->step[i])))
			return i;
	return a->complete && b->complete && a->steps == b->steps ? -1 : i;
}

static void result_print(int who, const struct result *r)
{
	static const char *const names[ALL] = {
		[CONDUCTOR] = "conductor", [PARTNER] = "partner",
	};
	const struct op op = { .kind = r->kind - 1 };

	printf("#     %s%.0d: %s%s: result %lld, %s, bytes %08x, SIGPIPE %d, signals %d%s\n",
	       names[who] ? names[who] : "hand ", names[who] ? 0 : who,
	       op_kind(&op)->name, r->skipped ? ", not done" : "",
	       (long long)r->value, r->error ? strerrorname_np(r->error) : "0",
	       r->bytes, r->sigpipe, r->signals, r->slept ? ", slept" : "");
}

static void step_print(const char *name, const struct report *report, int at)
{
	const struct step *s = &report->step[at];

	if (at >= report->steps) {
		printf("#   %-7s did not come to the end of it\n", name);
		return;
	}
	printf("#   %-7s asleep %x, notices %u (%08x), unread %08x\n", name,
	       s->asleep, s->notices.count, s->notices.hash, s->unread);
	for (int i = 0; i < ALL; i++)
		if (s->of[i].kind)
			result_print(i, &s->of[i]);
}

void compare_print(int step)
{
	for (int i = 0; i < WORLDS; i++)
		step_print(worlds[i].name, &reports[i], step);
}
