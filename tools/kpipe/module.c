// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks libkmod and /sys about the kpipe module.
 */
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "module.h"

struct kmod_ctx *module_context(void)
{
	struct kmod_ctx *context = kmod_new(NULL, NULL);

	if (context)
		kmod_set_log_priority(context, LOG_CRIT);
	return context;
}

bool module_is_there(struct kmod_ctx *context)
{
	struct kmod_module *module;
	int state;

	if (kmod_module_new_from_name(context, MODULE_NAME, &module) < 0)
		return false;
	state = kmod_module_get_initstate(module);
	kmod_module_unref(module);
	return state >= 0;
}

bool module_attribute(const char *name, char *text, size_t size)
{
	char path[256];
	FILE *file;
	bool there;

	snprintf(path, sizeof(path), MODULE_SYSFS "/%s", name);
	file = fopen(path, "re");
	if (!file)
		return false;
	there = fgets(text, (int)size, file) != NULL;
	fclose(file);
	if (there)
		text[strcspn(text, "\n")] = '\0';
	return there;
}
