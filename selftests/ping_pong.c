// SPDX-License-Identifier: GPL-2.0-only
/*
 * A byte goes there and back over two pipes, and none is ever waited for in
 * vain: up to 100,000 chances for a lost wake-up on the module's pipe. How
 * many there are in the time given depends on the machine.
 */
#include <time.h>

#include "child.h"
#include "halves.h"

static void body(void)
{
	int rounds = test_scaled(native() ? 5000 : 50000);
	time_t end = time(NULL) + test_lasting(native() ? 2 : 12);
	int there[2], back[2], i, wrong = 0;
	pid_t pid;
	char c = 0;

	open_pipe(there, 0);
	open_pipe(back, 0);
	pid = child();
	if (pid == 0) {
		close(there[1]);
		while (read(there[0], &c, 1) == 1) {
			c++;
			if (write(back[1], &c, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	for (i = 0; i < rounds; i++) {
		if (write(there[1], &c, 1) != 1 || read(back[0], &c, 1) != 1 ||
		    c != (char)(i + 1))
			wrong++;
		if (wrong || (i % 128 == 127 && time(NULL) > end))
			break;
	}
	EQ(wrong, 0, "every byte came back");
	printf("# %d rounds\n", i);
	OK(i > 100, "there were enough rounds to say so");
	close_pipe(there);
	close_pipe(back);
	EQ(reap(pid), 0, "the other side ends with the file");
}

int main(void)
{
	return run_twice(body, 120);
}
