/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the bench shows: tables, JSON, and a page with plots.
 */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stdio.h>

#include <json-c/json.h>

#include "machine.h"
#include "rows.h"

struct results {
	struct plan plan;
	struct fact facts[MACHINE_FACTS];
	struct row rows[ROWS_MAX];
	size_t row_count;
	struct promise promises[ROWS_MAX];
};

void report_table(FILE *to, const struct results *results);
void report_rows(FILE *to, const struct results *results);
void report_ablation(FILE *to, const struct results *results);
/* All that was measured; json_object_put() it. */
struct json_object *report_json(const struct results *results);

/* A page that needs nothing but itself, from such JSON. */
void report_page(FILE *to, struct json_object *json);

#endif /* BENCH_REPORT_H */
