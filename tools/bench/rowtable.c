// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows as a table: what was promised, and what came of it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

static void value_text(char *to, size_t size, const struct plan *plan,
		       const struct row *row, int who)
{
	const struct experiment *experiment = plan_find(plan, row->experiment);

	snprintf(to, size, "-");
	if (experiment && who >= 0 && who < (int)experiment->count)
		metric_print(to, size, row->metric,
			     experiment_value(experiment, who,
					      row->metric).median);
}

static int base_of(const struct plan *plan, const struct row *row)
{
	const struct experiment *experiment = plan_find(plan, row->experiment);

	return experiment && row->base ? experiment_find(experiment, row->base)
				       : 0;
}

/* Columns, not bytes. */
static void pad(FILE *to, const char *text, int columns)
{
	const char *at;

	for (at = text; *at; at++)
		columns -= (*at & 0xc0) != 0x80;
	fprintf(to, "%*s%s", columns > 0 ? columns : 0, "", text);
}

static void print_promise(FILE *to, const struct promise *promise)
{
	if (isnan(promise->at_least))
		fprintf(to, "%9s", "-");
	else if (promise->no_worse)
		fprintf(to, "%9s", "no worse");
	else
		fprintf(to, "%9.3g", promise->at_least);
}

static void print_row(FILE *to, const struct results *results, size_t i)
{
	const struct row *row = &results->rows[i];
	const struct plan *plan = &results->plan;
	struct estimate gain = row_result(plan, row);
	char text[48], base[32], subject[32];

	value_text(base, sizeof(base), plan, row, base_of(plan, row));
	value_text(subject, sizeof(subject), plan, row, 1);
	fprintf(to, "%-16s", row->name);
	pad(to, base, 11);
	pad(to, subject, 11);
	if (isnan(gain.median)) {
		fputs("  not measured\n", to);
		return;
	}
	metric_gain_print(text, sizeof(text), &gain);
	fprintf(to, "  %-22s", text);
	print_promise(to, &results->promises[i]);
	fprintf(to, "  %s\n",
		verdict_name(verdict_of(&results->promises[i], &gain)));
}

void report_rows(FILE *to, const struct results *results)
{
	const struct settings *settings = &results->plan.settings;
	size_t i;

	fprintf(to, "\n%-16s%11.10s%11.10s  %-22s at least\n",
		"row", settings->contestants[0],
		settings->contestant_count > 1 ? settings->contestants[1]
					       : "",
		"better [interval]");
	for (i = 0; i < results->row_count; i++)
		print_row(to, results, i);
}
