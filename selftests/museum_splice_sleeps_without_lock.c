// SPDX-License-Identifier: GPL-2.0-only
/*
 * While splice waits, at either end of either pipe, nobody else has to: others
 * can look at both pipes, write what does not need room, and close.
 *
 * Bug: 0f99fc513ddd.
 * Planted: kpipe_wait_both() keeps the lock of the kernel's pipe.
 * Printed: not ok 1 - kpipe: it waits for bytes, to a kernel's pipe
 */
#include <poll.h>

#include "child.h"
#include "halves.h"

static char page[PAGE];

static void splice_all(int in, int out)
{
	splice(in, NULL, out, NULL, 1, 0);
	_exit(0);
}

static void use(int in[2], int out[2])
{
	struct pollfd p = { .events = POLLIN | POLLOUT };
	int ends[] = { in[0], in[1], out[0], out[1] }, n;
	unsigned int i;
	char c;

	for (i = 0; i < 4; i++) {
		p.fd = ends[i];
		MUST(ioctl(ends[i], FIONREAD, &n) == 0);
		MUST(poll(&p, 1, 0) >= 0);
		MUST(fcntl(ends[i], F_SETFL, O_NONBLOCK) == 0);
	}
	/* What is full stays full, what is empty stays empty. */
	MUST(read(in[0], &c, 1) == -1 || write(in[1], &c, 1) == 1);
	MUST(write(out[1], page, PAGE) == -1 || read(out[0], page, PAGE) > 0);
	_exit(0);
}

/* splice sleeps; somebody else uses the pipes, and is through in a moment. */
static void others_go_on(int in[2], int out[2], const char *name)
{
	pid_t splicer, user;
	int tries, status;

	splicer = child();
	if (splicer == 0)
		splice_all(in[0], out[1]);
	MUST(asleep_in(splicer, SYS_splice));
	user = child();
	if (user == 0)
		use(in, out);
	for (tries = 0; tries < 4000; tries++) {
		if (waitpid(user, &status, WNOHANG) == user)
			break;
		usleep(500);
	}
	OK(tries < 4000 && status == 0, name);
	/* Not even kill -9 ends a wait for a lock: splice goes first. */
	kill(splicer, SIGKILL);
	reap(splicer);
	if (tries == 4000)
		reap(user);
}

static void pair(int other[2], bool ours_first, bool full, const char *name)
{
	int ours[2];
	int *in = ours_first ? ours : other;
	int *out = ours_first ? other : ours;

	MUST(pipe2(other, O_NONBLOCK) == 0);
	open_pipe(ours, O_NONBLOCK);
	if (full) {
		MUST(write(in[1], "x", 1) == 1);
		fill_pipe(out[1]);
	}
	MUST(fcntl(in[0], F_SETFL, 0) == 0 && fcntl(out[1], F_SETFL, 0) == 0);
	others_go_on(in, out, name);
	close_pipe(ours);
	close_pipe(other);
}

static void body(void)
{
	int other[2];

	pair(other, true, false, "it waits for bytes, to a kernel's pipe");
	pair(other, true, true, "it waits for room in a kernel's pipe");
	pair(other, false, false, "it waits for bytes of a kernel's pipe");
	pair(other, false, true, "it waits for room, from a kernel's pipe");
}

int main(void)
{
	return run_twice(body, 60);
}
