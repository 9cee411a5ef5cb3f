// SPDX-License-Identifier: GPL-2.0-only
/*
 * A long stream, random sizes on both sides, vectors among them: every byte
 * arrives once and in order. The bytes are those of a generator that both
 * sides run, so a byte lost, doubled or stale is seen where it happens.
 */
#include <sys/uio.h>

#include "child.h"
#include "halves.h"

enum { MOST = 200000 };

static unsigned char buf[MOST];

static unsigned int next_random(unsigned int *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 9;
}

/* Mostly small, sometimes around a page, sometimes larger than the pipe. */
static unsigned int random_size(unsigned int *state)
{
	switch (next_random(state) % 4) {
	case 0:
		return 1 + next_random(state) % 100;
	case 1:
		return 4090 + next_random(state) % 12;
	case 2:
		return 1 + next_random(state) % 20000;
	default:
		return 1 + next_random(state) % MOST;
	}
}

/* Eight bytes at a time, each word a function of its place. */
static unsigned char byte_at(unsigned long long place)
{
	unsigned long long word = (place / 8 + 1) * 0x9e3779b97f4a7c15ULL;

	return word >> (8 * (place % 8));
}

static void send_stream(int fd, unsigned long long length)
{
	unsigned long long place = 0;
	unsigned int state = 1, size, i;
	struct iovec iov[2];

	for (; place < length; place += size) {
		size = random_size(&state);
		if (size > length - place)
			size = length - place;
		for (i = 0; i < size; i++)
			buf[i] = byte_at(place + i);
		iov[0] = (struct iovec){ buf, size / 3 };
		iov[1] = (struct iovec){ buf + size / 3, size - size / 3 };
		if (writev(fd, iov, 2) != (ssize_t)size)
			_exit(1);
	}
	_exit(0);
}

static void body(void)
{
	unsigned long long length, place = 0, wrong = 0;
	unsigned int state = 99;
	ssize_t n, i;
	pid_t pid;
	int fd[2];

	length = (unsigned long long)test_scaled(native() ? 4 : 128) << 20;
	open_pipe(fd, 0);
	pid = child();
	if (pid == 0) {
		close(fd[0]);
		send_stream(fd[1], length);
	}
	close(fd[1]);
	while ((n = read(fd[0], buf, random_size(&state))) > 0) {
		for (i = 0; i < n; i++)
			wrong += buf[i] != byte_at(place + i);
		if (wrong) {
			printf("# a wrong byte near place %llu\n", place);
			break;
		}
		place += n;
	}
	close(fd[0]);
	EQ(wrong, 0, "every byte is the one that belongs there");
	EQ(place, length, "all of them arrived");
	EQ(reap(pid), 0, "every write returned its whole length");
}

int main(void)
{
	return run_twice(body, 180);
}
