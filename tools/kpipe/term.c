// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds out what the terminal can show.
 */
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "term.h"

bool term_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static bool coloured(void)
{
	const char *kind = getenv("TERM");
	const char *plain = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(plain && *plain) &&
	       !(kind && !strcmp(kind, "dumb"));
}

const char *term_hue(enum hue hue)
{
	static const char *const sequences[] = {
		[HUE_PLAIN] = "\033[0m",
		[HUE_STRONG] = "\033[1m",
		[HUE_FAINT] = "\033[2m",
		[HUE_DATA] = "\033[32m",
		[HUE_HEAD] = "\033[33m",
		[HUE_TAIL] = "\033[36m",
		[HUE_ALARM] = "\033[1;31m",
	};

	return coloured() ? sequences[hue] : "";
}
