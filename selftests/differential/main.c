// SPDX-License-Identifier: GPL-2.0-only
/*
 * differential - do the same to the kernel's pipes and to kpipes, and compare
 *
 *	differential [-n OPERATIONS] [-s SEED] [-r FILE] [-i] [-p] [-v]
 *
 * Draws scripts of random operations on pipes and FIFOs, some of them calls
 * that sleep until another one lets them go on, and has each carried out twice:
 * on the kernel's pipes and on ours. Whatever a program could see has to be the
 * same: results, errno, bytes, events, queued bytes, signals, who sleeps and
 * who is let go. When it is not, once is enough to fail, and the script is made
 * as short as it can be, and printed with its seed.
 *
 * -s SEED runs the script with that seed alone, or with -n begins with it; -r
 * FILE runs one that was printed; -i compares the kernel's pipes with
 * themselves: what differs then is no fault of a pipe.
 * -p says how far it is, -v in the end how often each operation ended how.
 * What has to happen and never did is a failure, too, from ENOUGH operations on.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "compare.h"
#include "coverage.h"
#include "memory.h"
#include "ops.h"

enum { ENOUGH = 200000, AGAIN = 3 };

static struct options {
	long wanted;
	uint64_t seed;
	const char *file;
	bool itself;
	bool progress;
	bool verbose;
} options;

static void script_draw(struct op *ops, uint64_t seed)
{
	uint64_t random = seed * 0x9e3779b97f4a7c15ULL | 1;

	for (int i = 0; i < SCRIPT; i++)
		ops[i] = op_draw(&random, i ? &ops[i - 1] : NULL);
}

/* Leaves out whatever is not needed for a difference. Returns what is left. */
static int script_shrink(struct op *ops, int count)
{
	struct op tried[SCRIPT];

	for (int part = count / 2; part; part /= 2) {
		for (int from = 0; from < count;) {
			int size = part < count - from ? part : count - from;
			int rest = count - from - size;

			memcpy(tried, ops, from * sizeof(*ops));
			memcpy(tried + from, ops + from + size,
			       rest * sizeof(*ops));
			if (compare_run(tried, count - size) < 0) {
				from += size;
				continue;
			}
			count -= size;
			memcpy(ops, tried, count * sizeof(*ops));
		}
	}
	return count;
}

static void script_print(const struct op *ops, int count, int at)
{
	puts("# the shortest script that does so:");
	for (int i = 0; i < count; i++) {
		printf("# %c %2d ", i == at ? '>' : ' ', i);
		op_print(stdout, &ops[i]);
	}
	if (at >= count)
		puts("# and then all ends are closed, and sleepers interrupted");
}

static bool differs_again(const struct op *ops, int count)
{
	for (int i = 0; i < AGAIN; i++)
		if (compare_run(ops, count) >= 0)
			return true;
	return false;
}

static void difference_print(struct op *ops, int count, int at)
{
	if (!options.file)
		printf("# seed %llu\n", (unsigned long long)options.seed);
	printf("# step %d differs", at);
	if (at < count) {
		printf(": ");
		op_print(stdout, &ops[at]);
	} else {
		puts("");
	}
	compare_print(at);
	fflush(stdout);
	if (!differs_again(ops, count)) {
		printf("# (not when it was run %d times more)\n", AGAIN);
		return;
	}
	count = script_shrink(ops, count);
	at = compare_run(ops, count);
	script_print(ops, count, at);
	if (at >= 0)
		compare_print(at);
	else
		puts("# (not when it was run again)");
}

/* Runs a script, and says what differs. */
static bool script_agrees(struct op *ops, int count)
{
	int at = compare_run(ops, count);

	coverage_add(&reports[NATIVE]);
	if (at < 0)
		return true;
	difference_print(ops, count, at);
	return false;
}

static int read_script(const char *file, struct op *ops)
{
	FILE *from = fopen(file, "r");
	char line[256];
	int count = 0;

	if (!from) {
		perror(file);
		exit(2);
	}
	while (count < SCRIPT && fgets(line, sizeof(line), from))
		count += op_scan(line + strspn(line, "# >0123456789"),
				 &ops[count]);
	fclose(from);
	return count;
}

static void progress(long done, time_t began)
{
	static long told;

	if (!options.progress || done - told < options.wanted / 100)
		return;
	told = done;
	printf("# %ld operations of %ld, %ld s\n", done, options.wanted,
	       (long)(time(NULL) - began));
	fflush(stdout);
}

static void parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "n:s:r:ipv")) != -1) {
		switch (option) {
		case 'n':
			options.wanted = atol(optarg);
			break;
		case 's':
			options.seed = strtoull(optarg, NULL, 0);
			break;
		case 'r':
			options.file = optarg;
			break;
		case 'i':
			options.itself = true;
			break;
		case 'p':
			options.progress = true;
			break;
		case 'v':
			options.verbose = true;
			break;
		default:
			exit(2);
		}
	}
}

static bool one_script(void)
{
	struct op ops[SCRIPT];
	int count = SCRIPT;

	if (options.file)
		count = read_script(options.file, ops);
	else
		script_draw(ops, options.seed);
	return script_agrees(ops, count);
}

static bool many_scripts(void)
{
	time_t began = time(NULL);
	struct op ops[SCRIPT];
	long scripts = 0;

	for (; coverage_compared() < options.wanted; options.seed++) {
		script_draw(ops, options.seed);
		if (!script_agrees(ops, SCRIPT))
			return false;
		scripts++;
		progress(coverage_compared(), began);
	}
	printf("# NOTE: %ld operations in %ld scripts, %ld s\n",
	       coverage_compared(), scripts, (long)(time(NULL) - began));
	return true;
}

int main(int argc, char **argv)
{
	bool single, agree, covered = true;

	parse(argc, argv);
	single = options.file || (options.seed && !options.wanted);
	options.wanted = options.wanted ?: 300000;
	options.seed = options.seed ?: 1;
	memory_pattern();
	ops_prepare();
	compare_prepare(options.itself);
	printf("TAP version 13\n1..%d\n", single ? 1 : 2);
	agree = single ? one_script() : many_scripts();
	compare_finish();
	if (options.verbose)
		coverage_print();
	printf("%sok 1 - %ld operations compared (%ld not possible), %s\n",
	       agree ? "" : "not ", coverage_compared(), coverage_skipped(),
	       agree ? "none differs" : "one differs");
	if (!single) {
		covered = options.wanted < ENOUGH || !coverage_missing();
		printf("%sok 2 - every operation ended in every important way\n",
		       covered ? "" : "not ");
	}
	return agree && covered ? 0 : 1;
}
