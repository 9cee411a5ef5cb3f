// SPDX-License-Identifier: GPL-2.0-only
/*
 * A blocking write larger than the pipe returns only when everything is in,
 * goes on for every page that is read, and keeps the order of its bytes.
 */
#include "child.h"
#include "halves.h"

enum { LENGTH = 200000 };

static void body(void)
{
	static unsigned char buf[PAGE];
	long n, total = 0, wrong = 0, i;
	pid_t pid;
	int fd[2];

	open_pipe(fd, 0);
	pid = child();
	if (pid == 0) {
		unsigned char *data = shared(LENGTH);

		close(fd[0]);
		for (i = 0; i < LENGTH; i++)
			data[i] = i % 251;
		_exit(write(fd[1], data, LENGTH) == LENGTH ? 0 : 1);
	}
	OK(asleep_in(pid, SYS_write), "the writer falls asleep");
	close(fd[1]);
	while ((n = read(fd[0], buf, 1000)) > 0) {
		for (i = 0; i < n; i++)
			wrong += buf[i] != (total + i) % 251;
		total += n;
	}
	EQ(total, LENGTH, "every byte arrives");
	EQ(wrong, 0, "in order");
	EQ(reap(pid), 0, "the write returned its whole length");
	close(fd[0]);
}

int main(void)
{
	return run_twice(body, 20);
}
