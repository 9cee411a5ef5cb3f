// SPDX-License-Identifier: GPL-2.0-only
/*
 * differential - do the same to the kernel's pipes and to kpipes, and compare
 *
 *	differential [-n OPERATIONS] [-s SEED]
 *
 * Draws scripts of random operations and runs each in a process of its own:
 * every operation once on the kernel's pipes and once on ours. Result, errno,
 * bytes, events, queued bytes and signals have to be the same. When they are
 * not, the script is made as short as it can be, and printed with its seed;
 * -s SEED runs that one script again.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ops.h"

enum { SCRIPT = 250, SECONDS = 60, RETRIES = 3 };

/* Where the process that runs a script says what came of it. */
struct report {
	int at;			/* the operation that differed, or -1 */
	int done;
	int skipped;
	struct outcome native, kpipe;
};

static struct report *report;
static volatile pid_t running;

/* A script that hangs has failed, too. */
static void on_alarm(int sig)
{
	(void)sig;
	kill(running, SIGKILL);
}

static void script_run(const struct op *ops, int count)
{
	struct world native, kpipe;

	ops_prepare();
	world_native(&native);
	world_kpipe(&kpipe);
	for (int i = 0; i < count; i++) {
		report->at = i;
		op_run(&native, &ops[i], &report->native);
		op_run(&kpipe, &ops[i], &report->kpipe);
		if (outcomes_differ(report->native, report->kpipe))
			_exit(1);
		report->done++;
		report->skipped += report->native.skipped;
	}
	report->at = -1;
	_exit(0);
}

/* Whether the script comes to its end without a difference. */
static int script_agrees(const struct op *ops, int count)
{
	int status;

	memset(report, 0, sizeof(*report));
	fflush(stdout);
	running = fork();
	if (!running)
		script_run(ops, count);
	alarm(SECONDS);
	while (waitpid(running, &status, 0) < 0)
		;
	alarm(0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		exit(2);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Whether the script differs again. Calls that wait are ended by a timer, and
 * on a busy machine that may strike one which did not wait yet.
 */
static int script_differs_again(const struct op *ops, int count)
{
	for (int i = 0; i < RETRIES; i++)
		if (!script_agrees(ops, count))
			return 1;
	return 0;
}

/* Leaves out whatever is not needed for a difference. */
static int script_shrink(struct op *ops, int count)
{
	struct op *tried = malloc(count * sizeof(*ops));

	for (int part = count / 2; part; part /= 2) {
		for (int from = 0; from < count;) {
			int size = part < count - from ? part : count - from;
			int rest = count - from - size;

			memcpy(tried, ops, from * sizeof(*ops));
			memcpy(tried + from, ops + from + size,
			       rest * sizeof(*ops));
			if (script_agrees(tried, count - size)) {
				from += size;
				continue;
			}
			count -= size;
			memcpy(ops, tried, count * sizeof(*ops));
		}
	}
	free(tried);
	script_agrees(ops, count);
	return count;
}

static void outcome_print(const char *name, const struct outcome *o)
{
	printf("#   %-7s result %ld, errno %s, bytes %08x, SIGPIPE %d, SIGIO %d%s\n",
	       name, o->result, o->error ? strerrorname_np(o->error) : "0",
	       o->bytes, o->sigpipe, o->sigio, o->skipped ? ", skipped" : "");
}

static void difference_print(struct op *ops, int count, uint64_t seed)
{
	printf("# operation %d of the script with seed %llu differs: ",
	       report->at, (unsigned long long)seed);
	op_print(stdout, &ops[report->at]);
	outcome_print("native", &report->native);
	outcome_print("kpipe", &report->kpipe);
	count = script_shrink(ops, count);
	puts("# the shortest script that does so:");
	for (int i = 0; i < count; i++) {
		printf("# %c %2d ", i == report->at ? '>' : ' ', i);
		op_print(stdout, &ops[i]);
	}
	outcome_print("native", &report->native);
	outcome_print("kpipe", &report->kpipe);
}

static void script_draw(struct op *ops, uint64_t seed)
{
	uint64_t random = seed * 0x9e3779b97f4a7c15ULL | 1;

	for (int i = 0; i < SCRIPT; i++)
		ops[i] = op_draw(&random);
}

int main(int argc, char **argv)
{
	long wanted = 300000, done = 0, compared = 0, once = 0, scripts = 0;
	uint64_t seed = 1, last = 0;
	struct op ops[SCRIPT];
	int option;

	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == 'n')
			wanted = atol(optarg);
		else if (option == 's')
			last = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (last)
		seed = last;
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	signal(SIGALRM, on_alarm);
	puts("TAP version 13\n1..1");
	for (; last ? seed == last : done < wanted; seed++, scripts++) {
		script_draw(ops, seed);
		if (!script_agrees(ops, SCRIPT) &&
		    !script_differs_again(ops, SCRIPT)) {
			once++;
		} else if (report->at >= 0) {
			difference_print(ops, SCRIPT, seed);
			printf("not ok 1 - %ld operations compared, one differs\n",
			       compared);
			return 1;
		}
		done += report->done;
		compared += report->done - report->skipped;
	}
	printf("# %ld scripts, of which %ld differed once and not again\n",
	       scripts, once);
	if (once > 3 + scripts / 20) {
		puts("not ok 1 - too many differences that come and go");
		return 1;
	}
	printf("ok 1 - %ld operations compared, none differs\n", compared);
	return 0;
}
