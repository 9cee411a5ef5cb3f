// SPDX-License-Identifier: GPL-2.0-only
/* A sleeping reader or writer that is stopped and continued sleeps on. */
#include "child.h"
#include "halves.h"

/* Waits until the process is in this state, one letter of proc(5). */
static bool in_state(pid_t pid, char want)
{
	char path[64], state = '?';
	int tries;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	for (tries = 0; tries < 20000 && state != want; tries++) {
		f = fopen(path, "r");
		if (!f || fscanf(f, "%*d %*s %c", &state) != 1)
			state = '?';
		if (f)
			fclose(f);
		usleep(500);
	}
	return state == want;
}

static void stopped_and_continued(struct call *c)
{
	OK(call_sleeps(c), "it falls asleep");
	kill(c->pid, SIGSTOP);
	OK(in_state(c->pid, 'T'), "it is stopped");
	kill(c->pid, SIGCONT);
	OK(call_sleeps(c), "it is asleep again");
}

static void body(void)
{
	static char page[PAGE];
	struct call *c;
	int fd[2], i;

	open_pipe(fd, 0);
	printf("# a reader\n");
	c = call_start(SYS_read, fd[0], 10, -1, 0);
	stopped_and_continued(c);
	MUST(write(fd[1], "abc", 3) == 3);
	EQ(reap(c->pid) ?: c->ret, 3, "it gets what is written then");
	call_end(c);

	for (i = 0; i < SLOTS; i++)
		MUST(write(fd[1], page, PAGE) == PAGE);
	printf("# a writer\n");
	c = call_start(SYS_write, fd[1], 10, -1, 0);
	stopped_and_continued(c);
	MUST(read(fd[0], page, PAGE) == PAGE);
	EQ(reap(c->pid) ?: c->ret, 10, "it writes when there is room");
	call_end(c);

	/* What was stopped while data came finds it when it goes on. */
	printf("# a reader, stopped while data comes\n");
	while (fcntl(fd[0], F_SETFL, O_NONBLOCK) == 0 &&
	       read(fd[0], page, PAGE) > 0)
		;
	fcntl(fd[0], F_SETFL, 0);
	c = call_start(SYS_read, fd[0], 10, -1, 0);
	OK(call_sleeps(c), "it falls asleep");
	kill(c->pid, SIGSTOP);
	OK(in_state(c->pid, 'T'), "it is stopped");
	MUST(write(fd[1], "abc", 3) == 3);
	kill(c->pid, SIGCONT);
	EQ(reap(c->pid) ?: c->ret, 3, "it gets the data");
	call_end(c);
	close_pipe(fd);
}

int main(void)
{
	return run_twice(body, 30);
}
