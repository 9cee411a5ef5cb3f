// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vectors of many parts are read and written while a thread takes their
 * memory away and gives it back: counts stay true, and every byte that comes
 * out is one that was written.
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "halves.h"

enum { PARTS = 64, AREA = 4 * PAGE };

static char *area;
static volatile bool over;

static void *take_and_give(void *arg)
{
	(void)arg;
	while (!over) {
		mprotect(area + PAGE, PAGE, PROT_NONE);
		mprotect(area + PAGE, PAGE, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

static void body(void)
{
	int rounds = test_scaled(native() ? 2000 : 10000), fd[2], i, n, left;
	long in = 0, out = 0, wrong = 0, faults = 0;
	struct iovec iov[PARTS];
	static char good[SLOTS * PAGE];
	pthread_t thread;

	area = mmap(NULL, AREA, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(area != MAP_FAILED);
	memset(area, 'v', AREA);
	for (i = 0; i < PARTS; i++)
		iov[i] = (struct iovec){ area + i * (AREA / PARTS), 200 };
	open_pipe(fd, O_NONBLOCK);
	over = false;
	MUST(pthread_create(&thread, NULL, take_and_give, NULL) == 0);
	for (i = 0; i < rounds; i++) {
		n = writev(fd[1], iov, PARTS);
		faults += n < 0 && errno == EFAULT;
		in += n > 0 ? n : 0;
		n = readv(fd[0], iov, PARTS - i % 7);
		faults += n < 0 && errno == EFAULT;
		out += n > 0 ? n : 0;
	}
	over = true;
	MUST(pthread_join(thread, NULL) == 0);
	EQ(ioctl(fd[0], FIONREAD, &left), 0, "FIONREAD");
	EQ(left, in - out, "what is left is what went in and did not come out");
	while ((n = read(fd[0], good, sizeof(good))) > 0) {
		for (i = 0; i < n; i++)
			wrong += good[i] != 'v';
		left -= n;
	}
	EQ(left, 0, "all that is left comes out");
	EQ(wrong, 0, "every byte is one that was written");
	printf("# %ld faults among %d rounds\n", faults, rounds);
	close_pipe(fd);
	munmap(area, AREA);
}

int main(void)
{
	return run_twice(body, 60);
}
