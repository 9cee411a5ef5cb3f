// SPDX-License-Identifier: GPL-2.0-only
/*
 * End of file comes when the last copy of the last write end is closed, in
 * whatever process and by whatever way it was copied, and after all data.
 */
#include "child.h"
#include "snap.h"

static void body(void)
{
	char buf[8];
	int fd[2], copy;
	pid_t pid;

	open_pipe(fd, O_NONBLOCK);
	ERR(read(fd[0], buf, 8), EAGAIN, "empty with a writer is not the end");
	copy = dup(fd[1]);
	pid = child();
	if (pid == 0) {
		close(fd[0]);
		pause();
	}
	if (!native()) {
		EQ(snap(fd[0]).writers, 1, "dup and fork make no new writer");
		EQ(snap(fd[0]).readers, 1, "nor a new reader");
	}
	EQ(write(fd[1], "ab", 2), 2, "two bytes go in");
	close(fd[1]);
	EQ(write(copy, "cd", 2), 2, "a copy still writes");
	close(copy);
	EQ(read(fd[0], buf, 4), 4, "the data is there");
	ERR(read(fd[0], buf, 8), EAGAIN, "the child's copy keeps it open");
	kill(pid, SIGKILL);
	reap(pid);
	EQ(read(fd[0], buf, 8), 0, "the last copy gone: end of file");
	EQ(read(fd[0], buf, 8), 0, "again and again");
	close(fd[0]);

	open_pipe(fd, 0);
	EQ(write(fd[1], "abc", 3), 3, "three bytes go in");
	close(fd[1]);
	EQ(read(fd[0], buf, 2), 2, "data is drained before the end");
	EQ(read(fd[0], buf, 8), 1, "all of it");
	EQ(read(fd[0], buf, 8), 0, "and then comes the end");
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
