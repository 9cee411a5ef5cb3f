// SPDX-License-Identifier: GPL-2.0-only
/*
 * Inserts a module file. Owns the translation of the kernel's reasons for
 * refusing it.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "module.h"
#include "modulefile.h"
#include "say.h"

static const struct {
	int error;
	const char *wrong;
	const char *advice;
} reasons[] = {
	{ ENOEXEC, "the kernel does not take it: it was built for another "
		"kernel or is no module",
		"build it again for this kernel: make" },
	{ EKEYREJECTED, "the kernel takes signed modules only (Secure Boot)",
		"sign it with a key of your own and enrol that (mokutil), or "
		"try it in the test machine: make vm" },
	{ ENOKEY, "the kernel takes signed modules only (Secure Boot)",
		"sign it with a key of your own and enrol that (mokutil), or "
		"try it in the test machine: make vm" },
	{ ENOENT, "the kernel lacks a symbol that the module needs",
		"\"dmesg | tail\" names it; build the module against this "
		"kernel's own headers" },
	{ EINVAL, "a parameter has a bad value, or the module is broken",
		"\"dmesg | tail\" has the reason; kpipe(4) lists the "
		"parameters" },
	{ ENOSYS, "this kernel cannot load modules at all",
		"try it in the test machine: make vm" },
	{ ENOMEM, "there is not enough memory", "end some programs" },
};

int module_explain(int error, const char *path, const char *release)
{
	size_t i;

	if (error == -EEXIST)
		return EXIT_SUCCESS;
	if (error == -EPERM && geteuid() != 0)
		return fail("run it as root: sudo kpipe load",
			    "cannot insert %s: only root may", path);
	if (error == -EPERM)
		return fail("\"dmesg | tail\" may name the reason: lockdown, "
			    "a container, or /proc/sys/kernel/modules_disabled",
			    "cannot insert %s: this system lets not even root "
			    "load modules", path);
	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].error == -error)
			return fail(reasons[i].advice,
				    "cannot insert %s into kernel %s: %s",
				    path, release, reasons[i].wrong);
	return fail("\"dmesg | tail\" has the kernel's own words",
		    "cannot insert %s: %s", path, strerror(-error));
}

/* One "key=value" of the file's .modinfo section; NULL if there is none. */
static const char *info_value(struct kmod_list *info, const char *key)
{
	struct kmod_list *entry;

	kmod_list_foreach(entry, info)
		if (!strcmp(kmod_module_info_get_key(entry), key))
			return kmod_module_info_get_value(entry);
	return NULL;
}

static bool has_parameter(struct kmod_list *info, const char *name,
			  size_t length)
{
	struct kmod_list *entry;
	const char *value;

	kmod_list_foreach(entry, info) {
		value = kmod_module_info_get_value(entry);
		if (!strcmp(kmod_module_info_get_key(entry), "parmtype") &&
		    !strncmp(value, name, length) && value[length] == ':')
			return true;
	}
	return false;
}

/* The kernel only logs an unknown parameter and goes on without it. */
static int check_parameters(struct kmod_list *info, const char *parameters)
{
	const char *name = parameters;
	size_t length;

	while (*name) {
		length = strcspn(name, "=");
		if (!has_parameter(info, name, length))
			return fail("kpipe(4) lists the parameters",
				    "the module has no parameter \"%.*s\"",
				    (int)length, name);
		name += strcspn(name, " ");
		name += strspn(name, " ");
	}
	return EXIT_SUCCESS;
}

static int check_kernel(struct kmod_list *info, const char *path,
			const char *release)
{
	const char *magic = info_value(info, "vermagic");
	int length;

	if (!magic)
		return EXIT_SUCCESS;
	length = (int)strcspn(magic, " ");
	if ((int)strlen(release) == length && !strncmp(magic, release, length))
		return EXIT_SUCCESS;
	return fail("build it again for this kernel: make",
		    "cannot insert %s: it was built for kernel %.*s, and this "
		    "is %s", path, length, magic, release);
}

static int check(struct kmod_module *module, const char *path,
		 const char *parameters, const char *release)
{
	struct kmod_list *info = NULL;
	const char *name;
	int status;

	if (kmod_module_get_info(module, &info) < 0)
		return fail("give the path of a kpipe.ko",
			    "cannot insert %s: it is no kernel module", path);
	name = info_value(info, "name");
	if (name && strcmp(name, MODULE_NAME))
		status = fail("give the path of a kpipe.ko",
			      "cannot insert %s: it is the module \"%s\", not "
			      MODULE_NAME, path, name);
	else
		status = check_kernel(info, path, release);
	if (!status)
		status = check_parameters(info, parameters);
	kmod_module_info_free_list(info);
	return status;
}

int module_insert_file(struct kmod_ctx *context, const char *path,
		       const char *parameters, const char *release)
{
	struct kmod_module *module = NULL;
	int error, status;

	/* libkmod stores a path that does not exist without a word. */
	error = access(path, R_OK) ? -errno : 0;
	if (!error)
		error = kmod_module_new_from_path(context, path, &module);
	if (error < 0)
		return fail("give the path of a kpipe.ko; \"make\" builds one",
			    "cannot read %s: %s", path, strerror(-error));
	status = check(module, path, parameters, release);
	if (!status) {
		error = kmod_module_insert_module(module, 0, parameters);
		if (error < 0)
			status = module_explain(error, path, release);
	}
	kmod_module_unref(module);
	return status;
}
