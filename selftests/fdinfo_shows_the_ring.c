// SPDX-License-Identifier: GPL-2.0-only
/* /proc/PID/fdinfo/N: the ring's state, one "key:<tab>value" per line. */
#include "child.h"
#include "reopen.h"
#include "snap.h"

static void shows(int fd, const char *key, const char *want)
{
	char path[64], line[256], found[256] = "(no such line)";
	size_t len = strlen(key);
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "r");
	MUST(f);
	while (fgets(line, sizeof(line), f)) {
		if (strncmp(line, key, len) || strncmp(line + len, ":\t", 2))
			continue;
		line[strcspn(line, "\n")] = 0;
		strcpy(found, line + len + 2);
	}
	fclose(f);
	if (!OK(!strcmp(found, want), key))
		printf("#   expected \"%s\", came \"%s\"\n", want, found);
}

static void body(void)
{
	static char buf[2 * PAGE];
	struct call *c[2];
	int fd[2], both, i;

	open_pipe(fd, 0);
	printf("# a new pipe\n");
	shows(fd[0], "kpipe-end", "read");
	shows(fd[1], "kpipe-end", "write");
	shows(fd[0], "kpipe-capacity", "16");
	shows(fd[0], "kpipe-used", "0");
	shows(fd[0], "kpipe-unread", "0");
	shows(fd[0], "kpipe-readers", "1");
	shows(fd[0], "kpipe-writers", "1");
	shows(fd[0], "kpipe-asleep", "read-empty=0 write-full=0 open-peer=0");

	both = reopen(fd[0], O_RDWR);
	printf("# 5000 bytes written, 100 read, an end for both\n");
	MUST(write(fd[1], buf, 5000) == 5000);
	MUST(read(fd[0], buf, 100) == 100);
	shows(both, "kpipe-end", "both");
	shows(fd[0], "kpipe-used", "2");
	shows(fd[1], "kpipe-unread", "4900");
	shows(fd[0], "kpipe-readers", "2");
	shows(fd[0], "kpipe-writers", "2");
	close(both);

	printf("# two readers asleep\n");
	MUST(read(fd[0], buf, sizeof(buf)) == 4900);
	for (i = 0; i < 2; i++) {
		c[i] = call_start(SYS_read, fd[0], 1, -1, 0);
		MUST(call_sleeps(c[i]));
	}
	shows(fd[1], "kpipe-asleep", "read-empty=2 write-full=0 open-peer=0");
	MUST(write(fd[1], "xy", 2) == 2);
	for (i = 0; i < 2; i++) {
		MUST(reap(c[i]->pid) == 0);
		call_end(c[i]);
	}
	shows(fd[1], "kpipe-asleep", "read-empty=0 write-full=0 open-peer=0");
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
