// SPDX-License-Identifier: GPL-2.0-only
/* /proc/PID/fd shows kpipe:[INO] for both ends, as it shows pipe:[INO]. */
#include <sys/stat.h>

#include "halves.h"

static void names(int fd, const char *name)
{
	char path[64], want[64], got[64] = "";
	struct stat st;
	ssize_t n;

	MUST(fstat(fd, &st) == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(want, sizeof(want), "%s:[%lu]", native() ? "pipe" : "kpipe",
		 st.st_ino);
	n = readlink(path, got, sizeof(got) - 1);
	EQ(n, strlen(want), name);
	if (!OK(!strcmp(got, want), "it is KIND:[INO]"))
		printf("#   expected %s, came %s\n", want, got);
}

static void body(void)
{
	int fd[2];

	open_pipe(fd, 0);
	names(fd[0], "length of the read end's name");
	names(fd[1], "length of the write end's name");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
