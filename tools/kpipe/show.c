// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe show: finds the pipes that are meant, and shows each.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "jsonout.h"
#include "say.h"
#include "verbs.h"
#include "view.h"

struct request {
	char **targets;
	size_t count;
	struct json_object *json;	/* array, or NULL for text */
	size_t shown;
	size_t gone;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	(void)argument;
	switch (key) {
	case 'j':
		if (!request->json)
			request->json = json_object_new_array();
		return 0;
	case ARGP_KEY_ARGS:
		request->targets = state->argv + state->next;
		request->count = (size_t)(state->argc - state->next);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp show_argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[PID/FD | INODE]...",
	.doc = "Draw the ring of a pipe, say what its two sides have done, and "
		"name who holds its ends."
		"\vA pipe is named by a descriptor of a process, such as "
		"1234/0, or by its inode number, which stands in the link "
		"kpipe:[INODE] in /proc/PID/fd. Without a name every pipe is "
		"shown that the caller may look at. Looking changes nothing "
		"in a pipe.",
};

/* A pipe that was not asked for by name may be gone before it is looked at. */
static int show_one(struct request *request, const struct holder *holders,
		    size_t count)
{
	struct view view;
	int status = EXIT_SUCCESS;
	int error = view_take(&view, holders, count);

	if (error && view.error == -ENOENT && !request->count) {
		request->gone++;
	} else if (error) {
		status = fail("try again, or as root", "cannot look at "
			      "kpipe:[%" PRIu64 "]: %s", holders->ino,
			      view.error == -ENOENT ? "it is gone" :
			      kp_strerror(view.error));
	} else if (request->json) {
		json_object_array_add(request->json, show_json(&view));
	} else {
		if (request->shown)
			putchar('\n');
		show_text(&view);
	}
	request->shown += !error;
	view_free(&view);
	return status;
}

/* How many holders from the first one on have the same pipe. */
static size_t run_length(const struct holders *found, size_t first)
{
	size_t i = first;

	while (i < found->count && found->list[i].ino == found->list[first].ino)
		i++;
	return i - first;
}

static int show_all(struct request *request, const struct holders *found)
{
	struct kpipe_query query;
	int error, status = EXIT_SUCCESS;
	size_t i, length;

	for (i = 0; i < found->count; i += length) {
		length = run_length(found, i);
		if (found->list[i].ino)
			status |= show_one(request, &found->list[i], length);
	}
	if (request->shown || request->gone || status)
		return status;
	error = kp_query(&query);
	if (error)
		return fail(NULL, "there are no pipes to show: %s",
			    kp_strerror(error));
	if (request->json)
		return EXIT_SUCCESS;
	puts("no process that you may look at has a kpipe pipe open");
	if (found->hidden)
		printf("(%zu processes could not be looked into; root can)\n",
		       found->hidden);
	return EXIT_SUCCESS;
}

/* Reads "PID/FD", "kpipe:[INODE]" or "INODE"; 0 after a message. */
static uint64_t parse_target(const char *target)
{
	char path[64], text[64] = "", *end;
	uint64_t ino = holders_parse_link(target);
	ssize_t length;
	int pid, fd, used = 0;

	if (ino)
		return ino;
	if (sscanf(target, "%d/%d%n", &pid, &fd, &used) == 2 && !target[used]) {
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
		length = readlink(path, text, sizeof(text) - 1);
		if (length >= 0)
			ino = holders_parse_link(text);
		if (length < 0)
			fail("\"ls -l /proc/PID/fd\" lists the descriptors; "
			     "those of others need root",
			     "cannot look at %s: %s", target, strerror(errno));
		else if (!ino)
			fail("\"kpipe show\" lists what is one",
			     "%s is no kpipe pipe but %s", target, text);
		return ino;
	}
	ino = strtoull(target, &end, 10);
	if (isdigit((unsigned char)*target) && !*end && ino)
		return ino;
	fail("name it like 1234/0 (process and descriptor) or by its inode "
	     "number", "\"%s\" names no pipe", target);
	return 0;
}

static int show_target(struct request *request, const struct holders *found,
		       const char *target)
{
	uint64_t ino = parse_target(target);
	size_t i;

	if (!ino)
		return EXIT_FAILURE;
	for (i = 0; i < found->count; i++)
		if (found->list[i].ino == ino)
			return show_one(request, &found->list[i],
					run_length(found, i));
	return fail("\"kpipe show\" lists those that are; others need root",
		    "no process that you may look at has kpipe:[%" PRIu64
		    "] open", ino);
}

int show_main(int argc, char **argv)
{
	struct request request = { 0 };
	struct holders found;
	int error, status = EXIT_SUCCESS;
	size_t i;

	argp_parse(&show_argp, argc, argv, 0, NULL, &request);
	error = holders_find(&found);
	if (error)
		status = fail("is /proc mounted?", "cannot walk /proc: %s",
			      strerror(-error));
	else if (!request.count)
		status = show_all(&request, &found);
	for (i = 0; !error && i < request.count; i++)
		status |= show_target(&request, &found, request.targets[i]);
	holders_free(&found);
	if (request.json)
		json_print(stdout, request.json);
	return status;
}
