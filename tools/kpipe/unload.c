// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe unload: removes the module. The kernel refuses while a pipe or
 * /dev/kpipe is open, and this verb says by whom.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "holders.h"
#include "module.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

/* Pauses before a use that nobody is to be seen behind is believed. */
#define TRIES 10

const struct argp unload_argp = {
	.doc = "Remove the kpipe module."
		"\vWhile a pipe is open the module stays, and the processes "
		"that hold it are listed. Needs root.",
};

static void print_holders(const struct holders *found)
{
	const struct holder *holder;
	char command[TEXT_MAX], what[48];
	size_t i;

	for (i = 0; i < found->count; i++) {
		holder = &found->list[i];
		text_fit(command, sizeof(command), holder->command, 36);
		snprintf(what, sizeof(what), "kpipe:[%" PRIu64 "]",
			 holder->ino);
		fprintf(stderr, "    pid %-7d fd %-4d %-18s %s\n", holder->pid,
			holder->fd, holder->ino ? what : "/dev/kpipe", command);
	}
}

static int in_use(void)
{
	struct holders found;
	int status;

	holders_find(&found);
	status = fail(found.count ? "end these, or let them close it:" :
		      "no holder is to be seen: look for processes of other "
		      "users or containers, and for descriptors on their way "
		      "through a Unix socket",
		      "cannot remove the module: it is in use");
	print_holders(&found);
	if (found.hidden)
		fprintf(stderr, "    (%zu processes could not be looked "
			"into)\n", found.hidden);
	holders_free(&found);
	return status;
}

static bool anybody_there(void)
{
	struct holders found;
	bool there;

	holders_find(&found);
	there = found.count > 0;
	holders_free(&found);
	return there;
}

/* The last close of a pipe gives the module back a moment after close(2) has
 * returned, so a use without a user gets half a second to go away.
 */
static int remove_patiently(struct kmod_module *module)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };
	int error, tries;

	for (tries = 0; tries < TRIES; tries++) {
		error = kmod_module_remove_module(module, 0);
		if (error != -EAGAIN || anybody_there())
			break;
		nanosleep(&pause, NULL);
	}
	return error;
}

static int explain(int error)
{
	switch (error) {
	case 0:
		puts("kpipe is unloaded");
		return EXIT_SUCCESS;
	case -ENOENT:
		puts("kpipe is not loaded");
		return EXIT_SUCCESS;
	case -EAGAIN:
	case -EBUSY:
		return in_use();
	case -EPERM:
		return fail(geteuid() ? "run it as root: sudo kpipe unload" :
			    "see /proc/sys/kernel/modules_disabled; a "
			    "container may not remove modules either",
			    "cannot remove the module: not permitted");
	default:
		return fail("\"dmesg | tail\" has the kernel's own words",
			    "cannot remove the module: %s", strerror(-error));
	}
}

int unload_main(int argc, char **argv)
{
	struct kmod_ctx *context;
	struct kmod_module *module;
	int error;

	argp_parse(&unload_argp, argc, argv, 0, NULL, NULL);
	context = module_context();
	if (!context)
		return fail(NULL, "cannot set up libkmod: no memory");
	error = kmod_module_new_from_name(context, MODULE_NAME, &module);
	if (!error) {
		error = module_is_there(context) ? remove_patiently(module) :
			-ENOENT;
		kmod_module_unref(module);
	}
	kmod_unref(context);
	return explain(error);
}
