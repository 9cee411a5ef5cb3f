// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe show: finds the pipes that are meant, and shows each.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kpipe/kpipe.h>

#include "jsonout.h"
#include "say.h"
#include "target.h"
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
	.args_doc = "[PID/FD | INODE | PATH]...",
	.doc = "Draw the ring of a pipe, say what its two sides have done, and "
		"name who holds its ends."
		"\vA pipe is named by a descriptor of a process, such as "
		"1234/0, by its inode number, which stands in the link "
		"kpipe:[INODE] in /proc/PID/fd, or, if it is a FIFO, by its "
		"path. Without a name every pipe is shown that a process which "
		"the caller may look at has open. Looking changes nothing in "
		"a pipe.",
};

/* A FIFO has a pipe while somebody has it open, or waits in open(2) to. */
static bool has_no_pipe(const struct view *view)
{
	return view->path && view->error == -ENXIO;
}

static int cannot_look(const struct view *view)
{
	if (has_no_pipe(view))
		return fail(NULL, "nobody has %s open", view->path);
	return fail("try again, or as root",
		    "cannot look at kpipe:[%" PRIu64 "]: %s", view->ino,
		    view->error == -ENOENT ? "it is gone" :
		    kp_strerror(view->error));
}

/* A pipe that was not asked for by name may be gone before it is looked at. */
static int show_one(struct request *request, const struct target *target,
		    const struct holder *holders, size_t count)
{
	struct view view;
	int status = EXIT_SUCCESS;
	int error = view_take(&view, target->ino, target->path, holders,
			      count);

	if (error && !request->count && view.error == -ENOENT) {
		request->gone++;
	} else if (error && !request->count && has_no_pipe(&view)) {
		/* Held by those who can only look. */
	} else if (error) {
		status = cannot_look(&view);
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
	struct target target = { 0 };
	struct kpipe_query query;
	int error, status = EXIT_SUCCESS;
	size_t i, length;

	for (i = 0; i < found->count; i += length) {
		length = run_length(found, i);
		target.ino = found->list[i].ino;
		if (target.ino)
			status |= show_one(request, &target, &found->list[i],
					   length);
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

static int show_target(struct request *request, const struct holders *found,
		       const char *name)
{
	struct target target;
	size_t i;

	if (!target_parse(&target, name))
		return EXIT_FAILURE;
	for (i = 0; i < found->count; i++)
		if (found->list[i].ino == target.ino)
			return show_one(request, &target, &found->list[i],
					run_length(found, i));
	if (target.path)
		return show_one(request, &target, NULL, 0);
	return fail("\"kpipe show\" lists those that are; others need root",
		    "no process that you may look at has kpipe:[%" PRIu64
		    "] open", target.ino);
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
