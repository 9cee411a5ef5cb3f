// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walks /proc for descriptors of kpipe pipes. Processes come and go during
 * the walk, so whatever vanished half-way is passed over.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "descriptor.h"
#include "holders.h"

/* The beginning of a small file of a process; empty when it cannot be read. */
static size_t read_file(pid_t pid, const char *name, char *text, size_t size)
{
	ssize_t length = -1;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, text, size - 1);
		close(fd);
	}
	if (length < 0)
		length = 0;
	text[length] = '\0';
	return (size_t)length;
}

/* Arguments are separated by zeros in /proc/PID/cmdline; none for a task
 * that is exiting, which still has its name.
 */
static char *command_of(pid_t pid)
{
	char line[256], *text;
	size_t i, length = read_file(pid, "cmdline", line, sizeof(line));

	for (i = 0; i + 1 < length; i++)
		if (!line[i])
			line[i] = ' ';
	if (length)
		return strdup(line);
	if (!read_file(pid, "comm", line, sizeof(line)))
		return strdup("[gone]");
	line[strcspn(line, "\n")] = '\0';
	return asprintf(&text, "[%s]", line) < 0 ? NULL : text;
}

static int add(struct holders *found, const struct descriptor *seen, pid_t pid,
	       int number)
{
	struct holder *list, *holder;

	list = reallocarray(found->list, found->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	found->list = list;
	holder = &list[found->count++];
	*holder = (struct holder) {
		.ino = seen->ino,
		.pid = pid,
		.fd = number,
		.reads = seen->reads,
		.writes = seen->writes,
		.name = strdup(seen->name),
		.command = command_of(pid),
	};
	return holder->name && holder->command ? 0 : -ENOMEM;
}

static int look_at(struct holders *found, pid_t pid, int number)
{
	struct descriptor seen;

	if (descriptor_look(&seen, pid, number) ||
	    (!seen.ino && strcmp(seen.name, KP_DEVICE)))
		return 0;
	return add(found, &seen, pid, number);
}

static int walk_process(struct holders *found, pid_t pid)
{
	char path[32];
	struct dirent *entry;
	int error = 0;
	DIR *directory;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	directory = opendir(path);
	if (!directory) {
		if (errno == EACCES || errno == EPERM)
			found->hidden++;
		return 0;
	}
	while (!error && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]))
			error = look_at(found, pid, atoi(entry->d_name));
	closedir(directory);
	return error;
}

static int compare(const void *a, const void *b)
{
	const struct holder *one = a, *two = b;

	if (one->ino != two->ino)
		return one->ino < two->ino ? -1 : 1;
	if (one->pid != two->pid)
		return one->pid < two->pid ? -1 : 1;
	return one->fd - two->fd;
}

int holders_find(struct holders *found)
{
	struct dirent *entry;
	int error = 0;
	pid_t pid;
	DIR *proc;

	memset(found, 0, sizeof(*found));
	proc = opendir("/proc");
	if (!proc)
		return -errno;
	while (!error && (entry = readdir(proc))) {
		pid = atoi(entry->d_name);
		if (pid > 0)
			error = walk_process(found, pid);
	}
	closedir(proc);
	if (found->count)
		qsort(found->list, found->count, sizeof(*found->list), compare);
	return error;
}

void holders_free(struct holders *found)
{
	size_t i;

	for (i = 0; i < found->count; i++) {
		free(found->list[i].name);
		free(found->list[i].command);
	}
	free(found->list);
}
