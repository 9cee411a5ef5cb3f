// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ablation: what each policy of kpipe's pipes buys when it alone is switched
 * from classic to fast, and what all of them buy together, beside the running
 * kernel's pipe. All of them take turns in the same experiments.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "report.h"

static const char *const contestants[] = {
	"pipe", "kpipe:classic", "kpipe:classic+lock=split",
	"kpipe:classic+wait=adaptive", "kpipe:fast",
};

/* On one processor only those that begin so are there. */
static const char *const rows[] = {
	"stream-64", "stream-4k", "stream-64k", "cpu-64k", "rtt-1",
	"one-stream-64", "one-stream-4k", "one-stream-64k", "one-rtt-1",
	"up-stream-64", "up-stream-4k", "up-stream-64k", "up-rtt-1",
};

void ablation_settings(struct settings *settings)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(contestants); i++)
		settings->contestants[i] = contestants[i];
	settings->contestant_count = i;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		settings->row_names[i] = rows[i];
	settings->row_count = i;
}

/* "kpipe:classic+lock=split" has "classic" above "+lock=split". */
static void print_heads(FILE *to)
{
	const char *policy, *more;
	size_t i;

	fprintf(to, "\n%-16s", "better [interval]");
	for (i = 1; i < ARRAY_SIZE(contestants); i++) {
		policy = strchr(contestants[i], ':') + 1;
		fprintf(to, "%*.*s", i == 1 ? 15 : 16,
			(int)strcspn(policy, "+"), policy);
	}
	fprintf(to, "\n%-16s", "");
	for (i = 1; i < ARRAY_SIZE(contestants); i++) {
		more = strchr(contestants[i], '+');
		fprintf(to, "%16s", more ? more : "");
	}
	fputc('\n', to);
}

static void print_row(FILE *to, const struct plan *plan, const struct row *row)
{
	char text[ARRAY_SIZE(contestants)][48], *interval;
	struct estimate gain;
	size_t i;

	fprintf(to, "%-16s", row->name);
	for (i = 1; i < ARRAY_SIZE(contestants); i++) {
		gain = row_gain(plan, row, i);
		if (isnan(gain.median))
			strcpy(text[i], "- ");
		else
			metric_gain_print(text[i], sizeof(text[i]), &gain);
		fprintf(to, "%16.*s", (int)strcspn(text[i], " "), text[i]);
	}
	fprintf(to, "\n%-16s", "");
	for (i = 1; i < ARRAY_SIZE(contestants); i++) {
		interval = strchr(text[i], ' ') + 1;
		fprintf(to, " %15s", interval);
	}
	fputc('\n', to);
}

void report_ablation(FILE *to, const struct results *results)
{
	size_t i;

	print_heads(to);
	for (i = 0; i < results->row_count; i++)
		print_row(to, &results->plan, &results->rows[i]);
}
