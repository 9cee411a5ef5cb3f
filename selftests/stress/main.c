// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stress tier: every load at the same time, for minutes, while members are
 * killed and interrupted at random. Each minute everybody leaves, nothing may
 * be left of pipes and pages, the file system is unmounted, the module
 * unloaded and loaded, and it begins again. Prints what was done each minute.
 *
 *	stress [-t SECONDS] [-s SEED] DIRECTORY
 *
 * The directory is where the file system is mounted. For run-stress, in the
 * test VM.
 */
#include <sys/mount.h>
#include <time.h>

#include "../module.h"
#include "stress.h"

enum { ROUND = 60, LOADS = 6 };

static const struct load *const loads[LOADS] = {
	&load_stream, &load_answers, &load_packets, &load_events, &load_moves,
	&load_names,
};

static struct common *common;
static const char *dir;
static unsigned int seed;
static pid_t head[LOADS], nuisance_pid;

static unsigned int any(unsigned int sides)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % sides;
}

static void start_all(void)
{
	int i;

	atomic_store(&common->over, 0);
	for (i = 0; i < LOADS; i++) {
		struct family f = {
			.load = loads[i], .common = common,
			.tally = &common->tally[i], .stop = &common->stop[i],
			.dir = dir, .random = seed + i * 104729,
		};

		head[i] = child();
		if (head[i] == 0) {
			family_head(&f);
			_exit(0);
		}
	}
	nuisance_pid = child();
	if (nuisance_pid == 0) {
		nuisance(common, dir, seed);
		_exit(0);
	}
}

/* A head ends by itself when it is over, or with a message. */
static void end_all(void)
{
	int i, status = 0;

	atomic_store(&common->over, 1);
	for (i = 0; i < LOADS; i++)
		status |= reap(head[i]);
	status |= reap(nuisance_pid);
	if (status && atomic_fetch_add(&common->wrong, 1) == 0)
		snprintf(common->what, sizeof(common->what),
			 "a head ended with status %d", status);
}

/* To one of the members that are there just now. */
static void hit_somebody(void)
{
	pid_t pid = common->member[any(LOADS)][any(MEMBERS)];

	if (pid <= 0)
		return;
	if (any(2))
		common->killed += kill(pid, SIGKILL) == 0;
	else
		kill(pid, SIGUSR1);
}

static void report(int seconds)
{
	int i;

	printf("# %d s: %ld killed, %ld resizes, %ld unloads and umounts refused\n",
	       seconds, common->killed, common->resized, common->refused);
	for (i = 0; i < LOADS; i++)
		printf("#   %-8s %7ld families %10ld calls %8ld KiB %6ld errors\n",
		       loads[i]->name, common->tally[i].families,
		       common->tally[i].calls, common->tally[i].bytes / 1024,
		       common->tally[i].errors);
}

static bool nothing_left(void)
{
	struct kpipe_query q = { 0 };
	int tries;

	/* Who was killed last may still be on the way out. */
	for (tries = 0; tries < 100; tries++) {
		MUST(kp_query(&q) == 0);
		if (!q.pipes && !q.pages)
			return true;
		usleep(50000);
	}
	printf("# left: %lld pipes, %lld pages\n", (long long)q.pipes,
	       (long long)q.pages);
	return false;
}

/* What was closed last may still be on its way to let go of the module. */
static int unload(void)
{
	int tries = 100;

	while (module_unload()) {
		if (errno != EWOULDBLOCK || !--tries)
			return -1;
		usleep(50000);
	}
	return 0;
}

/* Everybody has gone; may the module as well? */
static bool turn_over(void)
{
	if (!OK(nothing_left(), "no pipe and no page is left"))
		return false;
	EQ(umount(dir), 0, "the file system can be unmounted");
	EQ(unload(), 0, "the module can be unloaded");
	EQ(module_load(), 0, "and loaded again");
	EQ(mount("none", dir, "kpipe", 0, NULL), 0, "and mounted");
	return !test.failed;
}

static void run(int seconds)
{
	time_t begin = time(NULL), end = begin + seconds, round;

	do {
		round = time(NULL) + ROUND;
		if (round > end)
			round = end;
		start_all();
		while (time(NULL) < round && !atomic_load(&common->over)) {
			usleep(1000 + any(100000));
			hit_somebody();
		}
		end_all();
		report(time(NULL) - begin);
		if (common->wrong)
			printf("# %s\n", common->what);
		EQ(common->wrong, 0, "every load went as it must");
	} while (!common->wrong && turn_over() && time(NULL) < end);
}

int main(int argc, char **argv)
{
	int seconds = ROUND, option;

	seed = time(NULL);
	while ((option = getopt(argc, argv, "t:s:")) != -1) {
		if (option == 't')
			seconds = atoi(optarg);
		else if (option == 's')
			seed = strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	if (optind != argc - 1 || seconds <= 0 || !getenv("KPIPE_KO")) {
		fprintf(stderr, "usage: stress [-t SECONDS] [-s SEED] DIRECTORY\n");
		return 2;
	}
	dir = argv[optind];
	setvbuf(stdout, NULL, _IOLBF, 0);
	test.half = "stress";
	printf("TAP version 13\n# seed %u\n", seed);
	common = shared(sizeof(*common));
	MUST(mount("none", dir, "kpipe", 0, NULL) == 0);
	run(seconds);
	umount(dir);
	return test_end();
}
