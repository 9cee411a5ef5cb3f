// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the errors of all verbs in one form.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "say.h"

int fail(const char *advice, const char *format, ...)
{
	va_list arguments;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_invocation_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	if (advice)
		fprintf(stderr, "  what to do: %s\n", advice);
	return EXIT_FAILURE;
}
