// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes make, use and close pipes without pause while the module is
 * unloaded and loaded again whenever it lets itself. It ends in order.
 */
#include <time.h>

#include <kpipe/kpipe.h>

#include "child.h"
#include "module.h"

static void use_pipes(volatile int *stop, volatile int *made)
{
	char buf[5000] = "";
	int fd[2];

	while (!*stop) {
		if (kp_pipe(fd, O_NONBLOCK))
			continue;	/* no module just now */
		if (write(fd[1], buf, 5000) != 5000 ||
		    read(fd[0], buf, 5000) != 5000)
			_exit(1);
		close(fd[1]);
		if (read(fd[0], buf, 1) != 0)
			_exit(2);
		close(fd[0]);
		++*made;
	}
	_exit(0);
}

static void body(void)
{
	volatile int *state = shared(4096);
	int refused = 0, cycles = 0, status = 0, i;
	time_t end = time(NULL) + test_lasting(8);
	pid_t pid[2];

	for (i = 0; i < 2; i++) {
		pid[i] = child();
		if (pid[i] == 0)
			use_pipes(&state[0], &state[1 + i]);
	}
	while (time(NULL) < end) {
		if (module_unload() == 0) {
			MUST(module_load() == 0);
			cycles++;
		} else {
			MUST(errno == EWOULDBLOCK);
			refused++;
		}
	}
	state[0] = 1;
	for (i = 0; i < 2; i++)
		status |= reap(pid[i]);
	printf("# %d pipes, unloaded %d times, refused %d times\n",
	       state[1] + state[2], cycles, refused);
	EQ(status, 0, "every pipe that could be made worked");
	OK(state[1] > 0 && state[2] > 0, "pipes were made");
	OK(cycles > 0, "the module was unloaded in between");
	EQ(module_refs(), 0, "no reference is left");
	EQ(module_unload(), 0, "it can be unloaded");
	EQ(module_load(), 0, "and loaded");
}

int main(void)
{
	if (module_can_be_cycled(90))
		body();
	return test_end();
}
