// SPDX-License-Identifier: GPL-2.0-only
/*
 * Says what a pipeline came to: its exit status, and with --stats what went
 * through each pipe.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jsonout.h"
#include "pipeline.h"
#include "term.h"
#include "text.h"

int pipeline_status(const struct pipeline *line)
{
	size_t i = line->count;

	while (i--)
		if (line->stages[i].status)
			return line->stages[i].status;
	return 0;
}

static double cpu_seconds(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) /
	       1e6;
}

static double rate(const struct pipeline *line, const struct joint *joint)
{
	return line->seconds > 0 ?
		(double)joint->state.read_side.bytes / line->seconds : 0;
}

static void print_stage(const struct stage *stage, size_t number)
{
	char command[TEXT_MAX], waits[TEXT_MAX];

	text_fit(command, sizeof(command), stage->command, 30);
	text_number(waits, (uint64_t)stage->usage.ru_nvcsw);
	fprintf(stderr, "%3zu  %s", number, command);
	fprintf(stderr, "%*sexit %-3d  cpu %7.2f s  %9s waits\n",
		32 - text_columns(command), "", stage->status,
		cpu_seconds(&stage->usage), waits);
}

static void print_side(const char *bar, const char *name,
		       const struct kpipe_side *side)
{
	char calls[TEXT_MAX], sleeps[TEXT_MAX], wakes[TEXT_MAX];

	text_number(calls, side->calls);
	text_number(sleeps, side->sleeps);
	text_number(wakes, side->wakes);
	fprintf(stderr, "     %s  %s %11s calls %11s sleeps %11s wake-ups\n",
		bar, name, calls, sleeps, wakes);
}

static void print_joint(const struct pipeline *line, const struct joint *joint)
{
	const char *bar = term_utf8() ? "│" : "|";
	char bytes[TEXT_MAX], speed[TEXT_MAX], size[TEXT_MAX];

	text_size(size, joint->capacity);
	if (line->native) {
		fprintf(stderr, "     %s  %s; an ordinary pipe counts neither "
			"bytes nor sleeps\n", bar, size);
		return;
	}
	if (joint->error) {
		fprintf(stderr, "     %s  %s; no statistics: %s\n", bar, size,
			strerror(-joint->error));
		return;
	}
	text_bytes(bytes, (double)joint->state.read_side.bytes);
	text_bytes(speed, rate(line, joint));
	fprintf(stderr, "     %s  %s at %s/s through %s\n", bar, bytes, speed,
		size);
	print_side(bar, "writer", &joint->state.write_side);
	print_side(bar, "reader", &joint->state.read_side);
}

static void print_text(const struct pipeline *line)
{
	size_t i;

	fprintf(stderr, "\n%zu command%s joined by %s, %.2f s, "
		"exit status %d\n\n", line->count, line->count == 1 ? "" : "s",
		line->native ? "ordinary pipes" : "kpipe", line->seconds,
		pipeline_status(line));
	for (i = 0; i < line->count; i++) {
		print_stage(&line->stages[i], i + 1);
		if (i + 1 < line->count)
			print_joint(line, &line->joints[i]);
	}
}

static struct json_object *stage_json(const struct stage *stage)
{
	struct json_object *to = json_object_new_object();

	json_add_text(to, "command", stage->command);
	json_add_number(to, "status", (uint64_t)stage->status);
	json_add_seconds(to, "cpu_seconds", cpu_seconds(&stage->usage));
	json_add_number(to, "waits", (uint64_t)stage->usage.ru_nvcsw);
	return to;
}

static struct json_object *joint_json(const struct pipeline *line,
				      const struct joint *joint)
{
	struct json_object *to = json_object_new_object();

	json_add_number(to, "capacity", joint->capacity);
	if (line->native)
		return to;
	if (joint->error) {
		json_add_text(to, "problem", strerror(-joint->error));
		return to;
	}
	json_add_number(to, "bytes", joint->state.read_side.bytes);
	json_add_number(to, "bytes_per_second", (uint64_t)rate(line, joint));
	json_add_side(to, "write", &joint->state.write_side);
	json_add_side(to, "read", &joint->state.read_side);
	return to;
}

static void print_json(const struct pipeline *line)
{
	struct json_object *all = json_object_new_object();
	struct json_object *stages = json_object_new_array();
	struct json_object *joints = json_object_new_array();
	size_t i;

	json_object_object_add(all, "native",
			       json_object_new_boolean(line->native));
	json_add_seconds(all, "seconds", line->seconds);
	json_add_number(all, "status", (uint64_t)pipeline_status(line));
	for (i = 0; i < line->count; i++) {
		json_object_array_add(stages, stage_json(&line->stages[i]));
		if (i + 1 < line->count)
			json_object_array_add(joints, joint_json(line,
							&line->joints[i]));
	}
	json_object_object_add(all, "commands", stages);
	json_object_object_add(all, "pipes", joints);
	json_print(stderr, all);
}

void pipeline_report(const struct pipeline *line)
{
	if (line->json)
		print_json(line);
	else
		print_text(line);
}
