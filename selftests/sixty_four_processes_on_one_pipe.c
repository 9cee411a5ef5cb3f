// SPDX-License-Identifier: GPL-2.0-only
/*
 * 32 writers and 32 readers on one pipe. Each writer sends numbers of its
 * own in 8-byte records; count and sum of what came out is what went in.
 */
#include "child.h"
#include "halves.h"

enum { SIDE = 32 };

struct tally {
	volatile unsigned long long count, sum;
};

static void send_numbers(int fd, unsigned long long id, int number,
			 struct tally *t)
{
	unsigned long long v[64];
	int i, j, n;

	for (i = 0; i < number; i += n) {
		n = 1 + (i * 7 + id) % 64;
		n = n < number - i ? n : number - i;
		for (j = 0; j < n; j++) {
			v[j] = id << 32 | (i + j);
			t->sum += v[j];
		}
		if (write(fd, v, n * 8) != n * 8)
			_exit(1);
		t->count += n;
	}
	_exit(0);
}

/*
 * A record is never torn: writes are of whole records below PIPE_BUF, pages
 * hold whole records, and every reader asks for whole ones.
 */
static void receive_numbers(int fd, unsigned long long id, struct tally *t)
{
	unsigned long long v[200];
	ssize_t n, i;

	while ((n = read(fd, v, (1 + (id * 37 + t->count) % 200) * 8)) > 0) {
		if (n % 8)
			_exit(2);
		for (i = 0; i < n / 8; i++)
			t->sum += v[i];
		t->count += n / 8;
	}
	_exit(n ? 3 : 0);
}

static void body(void)
{
	struct tally *t = shared(2 * SIDE * sizeof(*t)), in = { 0 };
	struct tally out = { 0 };
	int fd[2], i, status = 0, number = test_scaled(3000);
	pid_t pid[2 * SIDE];

	open_pipe(fd, 0);
	for (i = 0; i < 2 * SIDE; i++) {
		pid[i] = child();
		if (pid[i] == 0 && i < SIDE) {
			close(fd[0]);
			send_numbers(fd[1], i + 1, number, &t[i]);
		} else if (pid[i] == 0) {
			close(fd[1]);
			receive_numbers(fd[0], i, &t[i]);
		}
	}
	close_pipe(fd);
	for (i = 0; i < 2 * SIDE; i++) {
		status |= reap(pid[i]);
		(i < SIDE ? &in : &out)->count += t[i].count;
		(i < SIDE ? &in : &out)->sum += t[i].sum;
	}
	EQ(status, 0, "every process ended well");
	EQ(in.count, (long long)SIDE * number, "all records went in");
	EQ(out.count, in.count, "as many came out");
	EQ(out.sum, in.sum, "with the same sum");
	munmap(t, 2 * SIDE * sizeof(*t));
}

int main(void)
{
	return run_twice(body, 120);
}
