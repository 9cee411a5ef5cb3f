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
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <kpipe/kpipe.h>

#include "holders.h"

uint64_t holders_parse_link(const char *text)
{
	uint64_t ino;
	int end = 0;

	if (sscanf(text, "kpipe:[%" SCNu64 "]%n", &ino, &end) != 1 || !end)
		return 0;
	return text[end] ? 0 : ino;
}

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

/* How the descriptor was opened: the octal "flags:" line of its fdinfo. */
static int open_flags(pid_t pid, int number)
{
	char path[64], line[128];
	unsigned int flags = O_PATH;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", pid, number);
	file = fopen(path, "re");
	if (!file)
		return O_PATH;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "flags: %o", &flags) == 1)
			break;
	fclose(file);
	return (int)flags;
}

static int add(struct holders *found, uint64_t ino, pid_t pid, int number)
{
	struct holder *list, *holder;
	int flags, access;

	list = reallocarray(found->list, found->count + 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	found->list = list;
	holder = &list[found->count];
	flags = open_flags(pid, number);
	access = flags & O_ACCMODE;
	*holder = (struct holder) {
		.ino = ino,
		.pid = pid,
		.fd = number,
		.reads = !(flags & O_PATH) && access != O_WRONLY,
		.writes = !(flags & O_PATH) && access != O_RDONLY,
		.command = command_of(pid),
	};
	if (!holder->command)
		return -ENOMEM;
	found->count++;
	return 0;
}

static int look_at(struct holders *found, int directory, pid_t pid,
		   const char *name)
{
	char text[64];
	ssize_t length = readlinkat(directory, name, text, sizeof(text) - 1);
	uint64_t ino;

	if (length < 0)
		return 0;
	text[length] = '\0';
	ino = holders_parse_link(text);
	if (!ino && strcmp(text, KP_DEVICE))
		return 0;
	return add(found, ino, pid, atoi(name));
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
			error = look_at(found, dirfd(directory), pid,
					entry->d_name);
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

	for (i = 0; i < found->count; i++)
		free(found->list[i].command);
	free(found->list);
}
