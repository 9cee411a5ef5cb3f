// SPDX-License-Identifier: GPL-2.0-only
/* fchmod, fchown and futimens work on a pipe; a user attribute does not. */
#include <sys/stat.h>
#include <sys/xattr.h>

#include "halves.h"

static void body(void)
{
	const struct timespec times[2] = { { 1000, 0 }, { 2000, 0 } };
	struct stat st;
	int fd[2];

	open_pipe(fd, 0);
	EQ(fchmod(fd[0], 0640), 0, "fchmod through the read end");
	MUST(fstat(fd[1], &st) == 0);
	EQ(st.st_mode, S_IFIFO | 0640, "the write end shows the mode");
	EQ(futimens(fd[1], times), 0, "futimens");
	MUST(fstat(fd[0], &st) == 0);
	EQ(st.st_atime, 1000, "time of access");
	EQ(st.st_mtime, 2000, "time of modification");
	if (geteuid() == 0) {
		EQ(fchown(fd[1], 12, 34), 0, "fchown");
		MUST(fstat(fd[0], &st) == 0);
		EQ(st.st_uid, 12, "owner");
		EQ(st.st_gid, 34, "group");
	}
	ERR(fsetxattr(fd[0], "user.a", "b", 1, 0), EPERM, "a user attribute");
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 20);
}
