// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chooses processors among those the bench was started on. The first two are
 * taken for a pair, but never two threads of one core when there is a choice:
 * these share what processors do not.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "place.h"

static struct {
	int cpu[CPU_SETSIZE];
	unsigned int count;
} usable;

/* The number of the core, as far as /sys tells; else that of the processor. */
static int core_of(int cpu)
{
	char path[96];
	int core = cpu, package = 0;
	FILE *file;

	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%d/topology/core_id", cpu);
	file = fopen(path, "r");
	if (file) {
		if (fscanf(file, "%d", &core) != 1)
			core = cpu;
		fclose(file);
	}
	snprintf(path, sizeof(path),
		 "/sys/devices/system/cpu/cpu%d/topology/physical_package_id",
		 cpu);
	file = fopen(path, "r");
	if (file) {
		if (fscanf(file, "%d", &package) != 1)
			package = 0;
		fclose(file);
	}
	return package * 65536 + core;
}

static void swap(unsigned int a, unsigned int b)
{
	int cpu = usable.cpu[a];

	usable.cpu[a] = usable.cpu[b];
	usable.cpu[b] = cpu;
}

static void learn(void)
{
	cpu_set_t set;
	unsigned int i;

	if (usable.count || sched_getaffinity(0, sizeof(set), &set))
		return;
	for (i = 0; i < CPU_SETSIZE; i++)
		if (CPU_ISSET(i, &set))
			usable.cpu[usable.count++] = i;
	for (i = 1; i < usable.count; i++) {
		if (core_of(usable.cpu[i]) != core_of(usable.cpu[0])) {
			swap(1, i);
			break;
		}
	}
}

unsigned int place_cpus(void)
{
	learn();
	return usable.count;
}

const char *place_missing(enum place place)
{
	if (place == PLACE_TWO && place_cpus() < 2)
		return "needs two processors";
	return NULL;
}

int place_cpu(enum place place, unsigned int pair, unsigned int side)
{
	learn();
	if (place == PLACE_FREE || !usable.count)
		return -1;
	if (place == PLACE_SAME)
		return usable.cpu[0];
	return usable.cpu[(2 * pair + side) % usable.count];
}

static const struct {
	const char *name, *text;
} places[] = {
	[PLACE_TWO] = { "two", "each side on a processor of its own" },
	[PLACE_SAME] = { "same", "both sides on one processor" },
	[PLACE_FREE] = { "free", "wherever the scheduler puts them" },
};

bool place_parse(const char *name, enum place *place)
{
	int i;

	for (i = PLACE_TWO; i <= PLACE_FREE; i++) {
		if (!strcmp(name, places[i].name)) {
			*place = i;
			return true;
		}
	}
	return false;
}

const char *place_name(enum place place)
{
	return places[place].name;
}

const char *place_text(enum place place)
{
	return places[place].text;
}
