// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe load: inserts the module, from the build tree that this program is
 * part of, from where it was installed, or from a given file.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "module.h"
#include "modulefile.h"
#include "say.h"
#include "verbs.h"

struct request {
	const char *file;
	char parameters[1024];	/* as the kernel takes them: "a=1 b=2" */
};

static void add_parameter(struct request *request, const char *word,
			  struct argp_state *state)
{
	size_t used = strlen(request->parameters);
	size_t room = sizeof(request->parameters) - used;

	if (strpbrk(word, " \t\n\""))
		argp_error(state, "a parameter has no spaces or quotes: '%s'",
			   word);
	if ((size_t)snprintf(request->parameters + used, room, "%s%s",
			     used ? " " : "", word) >= room)
		argp_error(state, "too many parameters");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;
	char *equals, *slash;

	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	equals = strchr(argument, '=');
	slash = strchr(argument, '/');
	if (equals && (!slash || slash > equals))
		add_parameter(request, argument, state);
	else if (request->file)
		argp_error(state, "one module file is enough: '%s'", argument);
	else
		request->file = argument;
	return 0;
}

const struct argp load_argp = {
	.parser = parse,
	.args_doc = "[FILE] [PARAMETER=VALUE...]",
	.doc = "Insert the kpipe module and wait for " KP_DEVICE "."
		"\vWithout FILE the module of this program's build tree is "
		"taken, else the installed one. Parameters are listed in "
		"kpipe(4). Needs root.",
};

/* The module that was built together with this program, if it was. */
static bool built_beside(const char *release, char path[PATH_MAX])
{
	char self[PATH_MAX], wanted[PATH_MAX + 256];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length < 0)
		return false;
	self[length] = '\0';
	snprintf(wanted, sizeof(wanted), "%s/../kmod/%s/" MODULE_NAME ".ko",
		 dirname(self), release);
	return realpath(wanted, path) != NULL;
}

static int insert_installed(struct kmod_ctx *context, const char *parameters,
			    const char *release)
{
	struct kmod_list *list = NULL;
	struct kmod_module *module;
	int error;

	error = kmod_module_new_from_lookup(context, MODULE_NAME, &list);
	if (error < 0 || !list)
		return fail("build it (\"make\"), or name the file: "
			    "kpipe load FILE",
			    "there is no " MODULE_NAME ".ko for kernel %s, "
			    "neither beside this program nor installed",
			    release);
	module = kmod_module_get_module(list);
	error = kmod_module_probe_insert_module(module, 0, parameters,
						NULL, NULL, NULL);
	if (error < 0)
		error = module_explain(error, kmod_module_get_path(module),
				       release);
	kmod_module_unref(module);
	kmod_module_unref_list(list);
	return error;
}

/* devtmpfs makes the node at once, udev may still change it: two seconds. */
static int wait_for_device(void)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	struct kpipe_query query;
	int error, tries;

	for (tries = 0; tries < 200; tries++) {
		error = kp_query(&query);
		if (!error)
			return EXIT_SUCCESS;
		nanosleep(&pause, NULL);
	}
	return fail(error == -EACCES ? "see who may read it: ls -l " KP_DEVICE :
		    "is devtmpfs mounted on /dev? The minor number stands in "
		    "/proc/misc, and mknod(1) makes a node by hand",
		    "the module is loaded, but " KP_DEVICE
		    " does not answer after 2 seconds: %s", strerror(-error));
}

static int insert(struct kmod_ctx *context, const struct request *request)
{
	const char *file = request->file;
	char path[PATH_MAX];
	struct utsname system;
	int status;

	uname(&system);
	if (!file && built_beside(system.release, path))
		file = path;
	if (file)
		status = module_insert_file(context, file, request->parameters,
					    system.release);
	else
		status = insert_installed(context, request->parameters,
					  system.release);
	if (!status)
		status = wait_for_device();
	if (!status)
		printf("kpipe is loaded, from %s\n",
		       file ? file : "the installed modules");
	return status;
}

int load_main(int argc, char **argv)
{
	struct request request = { 0 };
	struct kmod_ctx *context;
	int status;

	argp_parse(&load_argp, argc, argv, 0, NULL, &request);
	context = module_context();
	if (!context)
		return fail(NULL, "cannot set up libkmod: no memory");
	if (module_is_there(context)) {
		printf("kpipe is already loaded%s\n", *request.parameters ?
		       "; its parameters stay as they are" : "");
		status = wait_for_device();
	} else {
		status = insert(context, &request);
	}
	kmod_unref(context);
	return status;
}
