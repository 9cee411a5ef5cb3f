/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Inserting a module file, and why it did not work.
 */
#ifndef KPIPE_MODULEFILE_H
#define KPIPE_MODULEFILE_H

#include <libkmod.h>

/* Looks into the file first, so that a wrong file, kernel or parameter gets a
 * plain message in place of one in the kernel log. Returns an exit status;
 * release is that of the running kernel.
 */
int module_insert_file(struct kmod_ctx *context, const char *path,
		       const char *parameters, const char *release);

/* Says in plain words why the kernel refused; returns EXIT_FAILURE, or
 * EXIT_SUCCESS when somebody else was faster.
 */
int module_explain(int error, const char *path, const char *release);

#endif /* KPIPE_MODULEFILE_H */
