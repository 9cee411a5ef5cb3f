// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads expected.tsv: what was promised for which row on which kernel, and
 * whether it has been reached.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "say.h"

/* "6.1" is meant for 6.1.0-56-amd64, but not for 6.12; "*" for all. */
static bool is_for(const char *pattern, const char *kernel)
{
	size_t length = strlen(pattern);

	if (!strcmp(pattern, "*"))
		return true;
	return !strncmp(pattern, kernel, length) &&
		!strchr("0123456789", kernel[length]);
}

static double number(const char *text)
{
	return strcmp(text, "-") ? strtod(text, NULL) : NAN;
}

static struct promise parse(const char *at_least, const char *aim,
			    const char *reached)
{
	bool no_worse = !strcmp(at_least, "no-worse");

	return (struct promise){
		.at_least = no_worse ? 1 : number(at_least),
		.aim = number(aim),
		.no_worse = no_worse,
		.reached = !strcmp(reached, "yes"),
	};
}

/* Later lines are stronger, so the special ones stand below the general. */
static int read_line(const char *line, const char *kernel,
		     const struct row *rows, size_t count,
		     struct promise *promises)
{
	char pattern[32], name[32], at_least[16], aim[16], reached[8];
	size_t i;

	if (line[0] == '#' || line[0] == '\n')
		return 0;
	if (sscanf(line, "%31s %31s %15s %15s %7s", pattern, name, at_least,
		   aim, reached) != 5)
		return -1;
	for (i = 0; i < count && is_for(pattern, kernel); i++)
		if (!strcmp(rows[i].name, name))
			promises[i] = parse(at_least, aim, reached);
	return 0;
}

int promises_read(const char *path, const char *kernel,
		  const struct row *rows, size_t count,
		  struct promise promises[ROWS_MAX])
{
	FILE *file = fopen(path, "r");
	unsigned int number = 0;
	int result = 0;
	char line[256];
	size_t i;

	if (!file) {
		fail("name the file that holds what is expected",
		     "cannot read %s: %s", path, strerror(errno));
		return -1;
	}
	for (i = 0; i < count; i++)
		promises[i] = (struct promise){ .at_least = NAN, .aim = NAN };
	while (!result && fgets(line, sizeof(line), file)) {
		number++;
		result = read_line(line, kernel, rows, count, promises);
	}
	fclose(file);
	if (result)
		fail("a line is: kernel, row, at least, aim, yes or no",
		     "%s, line %u: five words expected", path, number);
	return result;
}
