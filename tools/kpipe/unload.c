// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe unload: removes the module. The kernel refuses while a pipe or
 * /dev/kpipe is open, and this verb says by whom, or where a file system of ours
 * is mounted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <mntent.h>
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
		"\vWhile a pipe is open, or a file system of type kpipe is "
		"mounted, the module stays, and what holds it is listed. "
		"Needs root.",
};

static void print_holder(const struct holder *holder)
{
	char command[TEXT_MAX], name[TEXT_MAX];
	int width, pad;

	text_fit(name, sizeof(name), holder->name, 36);
	width = text_columns(name);
	pad = width < 18 ? 18 - width : 0;
	text_fit(command, sizeof(command), holder->command, 54 - width - pad);
	fprintf(stderr, "    pid %-7d fd %-4d %s%*s %s\n", holder->pid,
		holder->fd, name, pad, "", command);
}

/* File systems of type kpipe that this process sees. Returns how many; prints
 * them to a stream if there is one.
 */
static size_t mounts(FILE *to)
{
	FILE *table = setmntent("/proc/self/mounts", "re");
	char folder[TEXT_MAX];
	struct mntent *entry;
	size_t count = 0;

	while (table && (entry = getmntent(table))) {
		if (strcmp(entry->mnt_type, "kpipe"))
			continue;
		count++;
		text_fit(folder, sizeof(folder), entry->mnt_dir, 56);
		if (to)
			fprintf(to, "    mounted on %s: umount it\n", folder);
	}
	if (table)
		endmntent(table);
	return count;
}

static int in_use(void)
{
	struct holders found;
	int status;
	size_t i;

	holders_find(&found);
	status = fail(found.count || mounts(NULL) ?
		      "end these, or let them close it:" :
		      "no holder is to be seen: look for processes of other "
		      "users or containers, for descriptors on their way "
		      "through a Unix socket, and for file systems of type "
		      "kpipe in other mount name spaces",
		      "cannot remove the module: it is in use");
	for (i = 0; i < found.count; i++)
		print_holder(&found.list[i]);
	mounts(stderr);
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
	there = found.count || mounts(NULL);
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
