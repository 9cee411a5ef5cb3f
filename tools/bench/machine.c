// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asks /proc, /sys and the processor what decides how fast a pipe is.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "array.h"
#include "machine.h"
#include "place.h"

#define CPU "/sys/devices/system/cpu/"

/* The first line of a file, or the text for want of it. */
static void read_line(const char *path, char *to, int size, const char *absent)
{
	FILE *file = fopen(path, "r");

	if (!file || !fgets(to, size, file))
		snprintf(to, size, "%s", absent);
	if (file)
		fclose(file);
	to[strcspn(to, "\n")] = '\0';
}

static void kernel(char *to, size_t size)
{
	struct utsname name;

	uname(&name);
	snprintf(to, size, "%s %s", name.release, name.machine);
}

static void preemption(char *to, size_t size)
{
	char mode[64];
	struct utsname name;

	uname(&name);
	read_line("/sys/kernel/debug/sched/preempt", mode, sizeof(mode), "");
	if (mode[0])
		snprintf(to, size, "%s", mode);
	else if (strstr(name.version, "PREEMPT"))
		snprintf(to, size, "%.*s",
			 (int)strcspn(strstr(name.version, "PREEMPT"), " "),
			 strstr(name.version, "PREEMPT"));
	else
		snprintf(to, size, "none or voluntary");
}

/* The first value of that name in /proc/cpuinfo. */
static void cpuinfo(const char *name, char *to, size_t size)
{
	size_t length = strlen(name);
	FILE *file = fopen("/proc/cpuinfo", "r");
	const char *value;
	char line[256];

	snprintf(to, size, "unknown");
	while (file && fgets(line, sizeof(line), file)) {
		value = strchr(line, ':');
		if (strncmp(line, name, length) || !value)
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(to, size, "%s", value + 2);
		break;
	}
	if (file)
		fclose(file);
}

static void processor(char *to, size_t size)
{
	cpuinfo("model name", to, size);
}

static void signature(char *to, size_t size)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned int a, b, c, d;
	char name[13] = "";

	if (__get_cpuid(1, &a, &b, &c, &d) && c >> 31) {
		__cpuid(0x40000000, a, b, c, d);
		memcpy(name, &b, 4);
		memcpy(name + 4, &c, 4);
		memcpy(name + 8, &d, 4);
	}
	if (!name[0])
		snprintf(to, size, "none seen: bare metal, or well hidden");
	else if (!strncmp(name, "TCG", 3))
		snprintf(to, size,
			 "QEMU's translator (TCG): only ratios mean anything");
	else
		snprintf(to, size, "virtual machine (%s)", name);
#else
	snprintf(to, size, "unknown");
#endif
}

/* The signature a hypervisor leaves in the processor; but one that runs below
 * User Mode Linux does not concern it.
 */
static void accelerator(char *to, size_t size)
{
	char vendor[64];

	cpuinfo("vendor_id", vendor, sizeof(vendor));
	if (!strcmp(vendor, "User Mode Linux")) {
		snprintf(to, size, "none: a process, whose copies are native");
		return;
	}
	signature(to, size);
}

static void date(char *to, size_t size)
{
	time_t now = time(NULL);

	strftime(to, size, "%F %H:%M UTC", gmtime(&now));
}

static void processors(char *to, size_t size)
{
	int first = place_cpu(PLACE_TWO, 0, 0);
	int second = place_cpu(PLACE_TWO, 0, 1);

	snprintf(to, size, "%u usable of %ld; pairs on %d and %d", place_cpus(),
		 sysconf(_SC_NPROCESSORS_ONLN), first, second);
}

/* How many of the known vulnerabilities are mitigated, and how many lie open. */
static void mitigations(char *to, size_t size)
{
	char path[512], line[128];
	int open = 0, closed = 0;
	struct dirent *entry;
	DIR *folder = opendir(CPU "vulnerabilities");

	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), CPU "vulnerabilities/%s",
			 entry->d_name);
		read_line(path, line, sizeof(line), "");
		open += !strncmp(line, "Vulnerable", 10);
		closed += !strncmp(line, "Mitigation", 10);
	}
	if (folder)
		closedir(folder);
	snprintf(to, size, "%d on, %d open", closed, open);
}

static void memory(char *to, size_t size)
{
	snprintf(to, size, "%ld MiB, pages of %ld bytes",
		 sysconf(_SC_PHYS_PAGES) * (sysconf(_SC_PAGESIZE) / 1024) /
		 1024, sysconf(_SC_PAGESIZE));
}

static void governor(char *to, size_t size)
{
	read_line(CPU "cpu0/cpufreq/scaling_governor", to, size, "none");
}

static void clock_source(char *to, size_t size)
{
	read_line("/sys/devices/system/clocksource/clocksource0/"
		  "current_clocksource", to, size, "unknown");
}

static void load(char *to, size_t size)
{
	read_line("/proc/loadavg", to, size, "unknown");
	to[strcspn(to, " ")] = '\0';
}

static void module(char *to, size_t size)
{
	char version[64], source[64];

	read_line("/sys/module/kpipe/version", version, sizeof(version), "");
	read_line("/sys/module/kpipe/srcversion", source, sizeof(source), "");
	if (version[0])
		snprintf(to, size, "version %s, source %s", version, source);
	else
		snprintf(to, size, "not loaded");
}

static void parameters(char *to, size_t size)
{
	static const char folder[] = "/sys/module/kpipe/parameters";
	char path[512], value[64];
	struct dirent *entry;
	DIR *list = opendir(folder);
	size_t used = 0;

	snprintf(to, size, "none");
	while (list && (entry = readdir(list))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		read_line(path, value, sizeof(value), "?");
		if (used < size)
			used += snprintf(to + used, size - used, "%s%s=%s",
					 used ? " " : "", entry->d_name,
					 value);
	}
	if (list)
		closedir(list);
}

static const struct {
	const char *key;
	void (*learn)(char *to, size_t size);
} sources[] = {
	{ "date", date },
	{ "kernel", kernel },
	{ "preemption", preemption },
	{ "processor", processor },
	{ "hypervisor", accelerator },
	{ "processors", processors },
	{ "mitigations", mitigations },
	{ "governor", governor },
	{ "memory", memory },
	{ "clock", clock_source },
	{ "load before", load },
	{ "kpipe", module },
	{ "kpipe parameters", parameters },
};

void machine_learn(struct fact facts[MACHINE_FACTS])
{
	size_t i, count = ARRAY_SIZE(sources);

	for (i = 0; i < count; i++) {
		facts[i].key = sources[i].key;
		sources[i].learn(facts[i].text, sizeof(facts[i].text));
	}
	facts[count].key = NULL;
}
