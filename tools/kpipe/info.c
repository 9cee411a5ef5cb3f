// SPDX-License-Identifier: GPL-2.0-only
/*
 * kpipe info: the module as /sys and KPIPE_IOC_QUERY describe it; with
 * --transports the library instead (infotransports.c).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <kpipe/kpipe.h>

#include "array.h"
#include "infotransports.h"
#include "jsonout.h"
#include "module.h"
#include "say.h"
#include "text.h"
#include "verbs.h"

struct facts {
	bool loaded;
	char version[64];
	char srcversion[64];
	int error;	/* of asking the device */
	struct kpipe_query query;
};

static const struct {
	uint64_t bit;
	const char *name;
} features[] = {
	{ KPIPE_FEATURE_CREATE, "create" },
	{ KPIPE_FEATURE_SNAPSHOT, "snapshot" },
	{ KPIPE_FEATURE_SIZE, "size" },
	{ KPIPE_FEATURE_SPLICE, "splice" },
	{ KPIPE_FEATURE_FIFO, "fifo" },
	{ KPIPE_FEATURE_PAST, "past" },
	{ KPIPE_FEATURE_POLICY, "policy" },
};

struct wish {
	bool json;
	bool transports;
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ "transports", 't', NULL, 0,
	  "Say what each transport of the library can do", 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct wish *wish = state->input;

	(void)argument;
	switch (key) {
	case 'j':
		wish->json = true;
		return 0;
	case 't':
		wish->transports = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp info_argp = {
	.options = options,
	.parser = parse,
	.doc = "Say whether the kpipe module is loaded, what it offers and "
		"what it holds now.\vThe exit status is 0 when pipes can be "
		"made, 1 when not; with --transports, which asks the library "
		"alone, always 0.",
};

static bool learn(struct facts *facts)
{
	struct kmod_ctx *context = module_context();

	if (!context)
		return false;
	facts->loaded = module_is_there(context);
	kmod_unref(context);
	if (!module_attribute("version", facts->version,
			      sizeof(facts->version)))
		snprintf(facts->version, sizeof(facts->version), "unknown");
	if (!module_attribute("srcversion", facts->srcversion,
			      sizeof(facts->srcversion)))
		snprintf(facts->srcversion, sizeof(facts->srcversion),
			 "unknown");
	facts->error = kp_query(&facts->query);
	return true;
}

static int is_parameter(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Calls tell() for every module parameter, by name. */
static void each_parameter(void (*tell)(const char *name, const char *value,
					void *context), void *context)
{
	char path[320], value[64];
	struct dirent **list;
	int i, count;

	count = scandir(MODULE_SYSFS "/parameters", &list, is_parameter,
			alphasort);
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "parameters/%s", list[i]->d_name);
		if (module_attribute(path, value, sizeof(value)))
			tell(list[i]->d_name, value, context);
		free(list[i]);
	}
	if (count >= 0)
		free(list);
}

static void print_parameter(const char *name, const char *value, void *unused)
{
	(void)unused;
	printf("parameter    %s=%s\n", name, value);
}

static void print_query(const struct kpipe_query *query)
{
	char pipes[TEXT_MAX], pages[TEXT_MAX], size[TEXT_MAX], max[TEXT_MAX];
	char bytes[TEXT_MAX];
	size_t i;

	printf("features    ");
	for (i = 0; i < ARRAY_SIZE(features); i++)
		if (query->features & features[i].bit)
			printf(" %s", features[i].name);
	text_number(pipes, query->pipes);
	text_number(pages, query->pages);
	printf("\nnow          %s pipes, %s pages of %" PRIu32 " bytes\n",
	       pipes, pages, query->page_size);
	if (query->features & KPIPE_FEATURE_PAST) {
		text_number(pipes, query->past_pipes);
		text_number(bytes, query->past_bytes);
		printf("gone         %s pipes, %s bytes were read from them\n",
		       pipes, bytes);
	}
	text_size(size, query->default_size);
	text_size(max, query->max_size);
	printf("a new pipe   %s; on request up to %s without privilege\n",
	       size, max);
}

static void print_text(const struct facts *facts)
{
	if (facts->loaded)
		printf("module       loaded, version %s, source %s\n",
		       facts->version, facts->srcversion);
	else
		puts("module       not loaded");
	if (facts->error)
		printf("%-13sno answer: %s\n", KP_DEVICE,
		       kp_strerror(facts->error));
	else
		print_query(&facts->query);
	each_parameter(print_parameter, NULL);
}

static void add_parameter(const char *name, const char *value, void *to)
{
	json_add_text(to, name, value);
}

static void add_query(struct json_object *to, const struct kpipe_query *query)
{
	struct json_object *names = json_object_new_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(features); i++)
		if (query->features & features[i].bit)
			json_object_array_add(names,
				json_object_new_string(features[i].name));
	json_object_object_add(to, "features", names);
	json_add_number(to, "pipes", query->pipes);
	json_add_number(to, "pages", query->pages);
	json_add_number(to, "past_pipes", query->past_pipes);
	json_add_number(to, "past_bytes", query->past_bytes);
	json_add_number(to, "page_size", query->page_size);
	json_add_number(to, "default_size", query->default_size);
	json_add_number(to, "max_size", query->max_size);
}

static void print_json(const struct facts *facts)
{
	struct json_object *all = json_object_new_object();
	struct json_object *parameters = json_object_new_object();

	json_object_object_add(all, "loaded",
			       json_object_new_boolean(facts->loaded));
	json_object_object_add(all, "ready",
			       json_object_new_boolean(!facts->error));
	if (facts->loaded) {
		json_add_text(all, "version", facts->version);
		json_add_text(all, "srcversion", facts->srcversion);
	}
	if (facts->error)
		json_add_text(all, "problem", kp_strerror(facts->error));
	else
		add_query(all, &facts->query);
	each_parameter(add_parameter, parameters);
	json_object_object_add(all, "parameters", parameters);
	json_print(stdout, all);
}

int info_main(int argc, char **argv)
{
	struct facts facts = { 0 };
	struct wish wish = { 0 };

	argp_parse(&info_argp, argc, argv, 0, NULL, &wish);
	if (wish.transports) {
		info_transports(wish.json);
		return EXIT_SUCCESS;
	}
	if (!learn(&facts))
		return fail(NULL, "cannot set up libkmod: no memory");
	if (wish.json)
		print_json(&facts);
	else
		print_text(&facts);
	return facts.error ? EXIT_FAILURE : EXIT_SUCCESS;
}
