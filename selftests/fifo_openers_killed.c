// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hundreds of processes killed with -9 while they wait in open, at random
 * moments: nobody stays counted, and the FIFO works as before.
 */
#include "fifo.h"

static void opens_for_ever(unsigned int seed)
{
	for (;; seed = seed * 1103515245 + 12345) {
		static const int modes[] = { O_RDONLY, O_WRONLY, O_RDONLY,
					     O_WRONLY, O_RDWR };
		int flags = modes[(seed >> 8) % 5];
		int fd;

		if ((seed >> 16) % 4 == 0)
			flags |= O_NONBLOCK;
		fd = open("f", flags);
		if (fd < 0 && errno != ENXIO)
			_exit(1);
		/* Leaves the processor to the others. */
		usleep(seed >> 8 & 127);
		if (fd >= 0)
			close(fd);
	}
}

static void kill_openers(int number)
{
	enum { AT_ONCE = 6 };
	unsigned int random = 4711;
	pid_t pid[AT_ONCE] = { 0 };
	int wrong = 0, i, status;

	for (i = 0; i < number + AT_ONCE; i++) {
		int j = i % AT_ONCE;

		if (pid[j]) {
			random = random * 1103515245 + 12345;
			usleep((random >> 8) % 1500);
			kill(pid[j], SIGKILL);
			status = reap(pid[j]);
			wrong += !WIFSIGNALED(status);
			pid[j] = 0;
		}
		if (i >= number)
			continue;
		pid[j] = child();
		if (pid[j] == 0)
			opens_for_ever(i);
	}
	EQ(wrong, 0, "all of them ended by being killed");
}

static void body(void)
{
	int number = test_scaled(100), fd, w;
	struct opening *o;
	char buf[8];

	signal(SIGPIPE, SIG_IGN);
	MUST(mkfifo("f", 0600) == 0);
	kill_openers(number);
	OK(!has_reader("f"), "no reader is counted");
	fd = open("f", O_RDONLY | O_NONBLOCK);
	EQ(read(fd, buf, 8), 0, "no writer is counted");
	close(fd);
	o = open_start("f", O_RDONLY);
	OK(open_sleeps(o), "a reader waits");
	fd = open("f", O_WRONLY);
	OK(fd >= 0 && open_returns(o), "and meets a writer");
	close(fd);
	open_end(o);

	fd = open("f", O_RDONLY | O_NONBLOCK);
	kill_openers(number);
	w = open("f", O_WRONLY | O_NONBLOCK);
	EQ(write(w, "a", 1), 1, "beside a reader that was there all the time");
	close(fd);
	ERR(write(w, "b", 1), EPIPE, "no other is counted");
	close(w);
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 100);
}
