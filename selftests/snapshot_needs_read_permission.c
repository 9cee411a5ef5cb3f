// SPDX-License-Identifier: GPL-2.0-only
/*
 * O_PATH needs no permission to open, so the snapshot asks for it: somebody
 * else who may not read the pipe may not look into it either.
 */
#include <sys/stat.h>

#include "child.h"
#include "reopen.h"
#include "snap.h"

static int ask_as_nobody(int path)
{
	struct kpipe_snapshot s = { .fd = path };
	pid_t pid = child();

	if (pid == 0) {
		MUST(setresgid(65534, 65534, 65534) == 0);
		MUST(setresuid(65534, 65534, 65534) == 0);
		_exit(ioctl(device, KPIPE_IOC_SNAPSHOT, &s) ? errno : 0);
	}
	return WEXITSTATUS(reap(pid));
}

static void body(void)
{
	int fd[2], path;

	open_pipe(fd, 0);
	path = reopen(fd[0], O_PATH);
	MUST(path >= 0);
	EQ(ask_as_nobody(path), EACCES, "mode 0600: somebody else is refused");
	EQ(ask_as_nobody(fd[0]), 0, "who holds an end open may ask about it");
	MUST(fchmod(fd[0], 0604) == 0);
	EQ(ask_as_nobody(path), 0, "mode 0604: everybody may look");
	close(path);
	close_pipe(fd);
}

int main(void)
{
	return run_on_kpipe(body, 20);
}
