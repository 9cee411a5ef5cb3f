/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kpipe module as libkmod and /sys know it.
 */
#ifndef KPIPE_MODULE_H
#define KPIPE_MODULE_H

#include <stdbool.h>
#include <stddef.h>

#include <libkmod.h>

#define MODULE_NAME "kpipe"
#define MODULE_SYSFS "/sys/module/" MODULE_NAME

/* Quiet: the verbs say themselves what went wrong. NULL without memory. */
struct kmod_ctx *module_context(void);

/* Loaded, or part of the kernel itself. */
bool module_is_there(struct kmod_ctx *context);

/* Reads MODULE_SYSFS/name into text, without the newline; false if the
 * module has no such file.
 */
bool module_attribute(const char *name, char *text, size_t size);

#endif /* KPIPE_MODULE_H */
