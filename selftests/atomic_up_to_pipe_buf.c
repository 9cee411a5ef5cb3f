// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many writers, records of up to PIPE_BUF bytes: none is ever interleaved
 * with another, whatever the reader's pace. Each record names its writer, its
 * number and its length and is filled with a pattern of its own.
 */
#include <limits.h>

#include "child.h"
#include "halves.h"

enum { WRITERS = 8 };

struct record {
	unsigned int writer, number, length;
	unsigned char fill[PIPE_BUF - 12];
};

static unsigned int next_random(unsigned int *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 8;
}

static unsigned char pattern(const struct record *r)
{
	return r->writer * 31 + r->number * 7 + 1;
}

static void writer(int fd, unsigned int id, unsigned int records)
{
	unsigned int random = id + 1;
	struct record r = { .writer = id };

	for (r.number = 0; r.number < records; r.number++) {
		/* Some at the very limit: an empty page is always needed. */
		r.length = r.number % 8 ? 12 + next_random(&random) % 4085
					: PIPE_BUF;
		memset(r.fill, pattern(&r), r.length - 12);
		if (write(fd, &r, r.length) != r.length)
			_exit(1);
	}
	_exit(0);
}

static bool read_all(int fd, void *buf, unsigned int len)
{
	ssize_t n;

	for (; len; buf += n, len -= n) {
		n = read(fd, buf, len);
		if (n <= 0)
			return false;
	}
	return true;
}

static void body(void)
{
	unsigned int next[WRITERS] = { 0 }, records = test_scaled(400);
	unsigned int i, got = 0, torn = 0, status = 0;
	pid_t pid[WRITERS];
	struct record r;
	int fd[2];

	open_pipe(fd, 0);
	for (i = 0; i < WRITERS; i++) {
		pid[i] = child();
		if (pid[i] == 0) {
			close(fd[0]);
			writer(fd[1], i, records);
		}
	}
	close(fd[1]);
	while (!torn && read_all(fd[0], &r, 12)) {
		if (r.writer >= WRITERS || r.length < 12 ||
		    r.length > PIPE_BUF || r.number != next[r.writer]++) {
			torn++;
			break;
		}
		if (!read_all(fd[0], r.fill, r.length - 12))
			torn++;
		for (i = 0; i < r.length - 12; i++)
			torn += r.fill[i] != pattern(&r);
		got++;
	}
	EQ(torn, 0, "no record is torn or out of its writer's order");
	EQ(got, WRITERS * records, "every record arrived");
	close(fd[0]);
	for (i = 0; i < WRITERS; i++)
		status |= reap(pid[i]);
	EQ(status, 0, "every write returned its whole length");
}

int main(void)
{
	return run_twice(body, 90);
}
