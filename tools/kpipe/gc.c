// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe gc: shows the names that dead processes of this user have left, and
 * removes them when it is told to.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kpipe/channel.h>
#include <kpipe/kpipe.h>

#include "jsonout.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

struct wish {
	bool all, dry, yes, json;
};

struct names {
	struct kp_leftover *list;
	size_t count;
	int *results;	/* of removing each: 0, an error, or UNTOUCHED */
};

enum { UNTOUCHED = 1 };

static const struct argp_option options[] = {
	{ "all", 'a', NULL, 0, "List the names of living processes, too", 0 },
	{ "dry-run", 'n', NULL, 0, "Remove nothing", 0 },
	{ "yes", 'y', NULL, 0, "Remove without asking", 0 },
	{ "json", 'j', NULL, 0, "Print JSON; asks nothing", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct wish *wish = state->input;

	(void)argument;
	switch (key) {
	case 'a':
		wish->all = true;
		return 0;
	case 'n':
		wish->dry = true;
		return 0;
	case 'y':
		wish->yes = true;
		return 0;
	case 'j':
		wish->json = true;
		return 0;
	case ARGP_KEY_END:
		if (wish->dry && wish->yes)
			argp_error(state, "--dry-run or --yes, not both");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp gc_argp = {
	.options = options,
	.parser = parse,
	.doc = "Show the names of channels that dead processes have left "
		"behind (queues, semaphores, shared memory, FIFOs, sockets), "
		"then ask, and remove them.\vNames that another user's "
		"processes made are that user's to remove. The exit status is "
		"1 when something is left that should not be.",
};

static bool is_shown(const struct kp_leftover *name, const struct wish *wish)
{
	return name->dead || wish->all;
}

static const char *state_of(const struct kp_leftover *name)
{
	if (!name->dead)
		return "its process is alive";
	return name->exists ? "left behind" : "gone, but for its note";
}

static void print_list(const struct names *names, const struct wish *wish)
{
	char uri[PATH_MAX];
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (!is_shown(&names->list[i], wish))
			continue;
		text_fit(uri, sizeof(uri), names->list[i].uri, INT_MAX);
		printf("%-40s %8d  %s\n", uri, (int)names->list[i].pid,
		       state_of(&names->list[i]));
	}
}

static size_t count_dead(const struct names *names)
{
	size_t i, dead = 0;

	for (i = 0; i < names->count; i++)
		dead += names->list[i].dead != 0;
	return dead;
}

static bool confirmed(size_t count)
{
	char answer[8];

	printf("remove %zu of them? [y/N] ", count);
	fflush(stdout);
	return fgets(answer, sizeof(answer), stdin) &&
	       (answer[0] == 'y' || answer[0] == 'Y');
}

static void remove_dead(struct names *names)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (names->list[i].dead)
			names->results[i] =
				kp_leftover_remove(&names->list[i]);
}

/* Whose maker is dead may be in use by others: that is as it should be. */
static bool has_failed(int result)
{
	return result < 0 && result != -EBUSY;
}

static size_t report(const struct names *names)
{
	size_t i, removed = 0, failed = 0;

	for (i = 0; i < names->count; i++) {
		const char *uri = names->list[i].uri;
		int result = names->results[i];

		removed += result == 0;
		if (result == -EBUSY)
			printf("%s: stays, others use it\n", uri);
		if (!has_failed(result))
			continue;
		failed++;
		fail(kp_strerror(result), "cannot remove %s: %s", uri,
		     strerror(-result));
	}
	printf("removed %zu\n", removed);
	return failed;
}

static void print_json(const struct names *names, const struct wish *wish)
{
	struct json_object *all = json_object_new_array(), *one;
	size_t i;

	for (i = 0; i < names->count; i++) {
		const struct kp_leftover *name = &names->list[i];

		if (!is_shown(name, wish))
			continue;
		one = json_object_new_object();
		json_add_text(one, "uri", name->uri);
		json_add_number(one, "pid", (uint64_t)name->pid);
		json_add_number(one, "start", name->start);
		json_object_object_add(one, "dead",
				       json_object_new_boolean(name->dead));
		json_object_object_add(one, "exists",
				       json_object_new_boolean(name->exists));
		json_object_object_add(one, "removed",
			json_object_new_boolean(names->results[i] == 0));
		if (names->results[i] < 0)
			json_add_text(one, "problem",
				      kp_strerror(names->results[i]));
		json_object_array_add(all, one);
	}
	json_print(stdout, all);
}

static int clean_quietly(struct names *names, const struct wish *wish)
{
	size_t i, failed = 0;

	if (wish->yes)
		remove_dead(names);
	print_json(names, wish);
	for (i = 0; i < names->count; i++)
		failed += has_failed(names->results[i]);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int clean(struct names *names, const struct wish *wish)
{
	size_t dead = count_dead(names);

	if (wish->json)
		return clean_quietly(names, wish);
	print_list(names, wish);
	if (!dead) {
		puts("nothing is left behind");
		return EXIT_SUCCESS;
	}
	if (wish->dry)
		return EXIT_SUCCESS;
	if (!wish->yes && !isatty(STDIN_FILENO))
		return fail("--yes removes without asking, --dry-run only "
			    "shows", "there is nobody to ask");
	if (!wish->yes && !confirmed(dead))
		return EXIT_FAILURE;
	remove_dead(names);
	return report(names) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int gc_main(int argc, char **argv)
{
	struct names names = { 0 };
	struct wish wish = { 0 };
	ssize_t count;
	size_t i;
	int status;

	argp_parse(&gc_argp, argc, argv, 0, NULL, &wish);
	count = kp_leftovers(&names.list);
	if (count < 0)
		return fail(kp_strerror((int)count),
			    "cannot list what was left behind: %s",
			    strerror(-(int)count));
	names.count = (size_t)count;
	names.results = calloc(names.count + 1, sizeof(*names.results));
	if (!names.results) {
		kp_leftovers_free(names.list, names.count);
		return fail(NULL, "cannot go through the names: no memory");
	}
	for (i = 0; i < names.count; i++)
		names.results[i] = UNTOUCHED;
	status = clean(&names, &wish);
	free(names.results);
	kp_leftovers_free(names.list, names.count);
	return status;
}
