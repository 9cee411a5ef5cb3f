// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many megabytes through a FIFO, from several writers to several readers that
 * open it by name, none lost and none twice; and a splice into it from a file.
 */
#include <stdatomic.h>

#include "fifo.h"

enum { WRITERS = 3, READERS = 3, CHUNK = 1000 };

/* How many have opened the FIFO. */
static atomic_int *opened;

/* Numbers, so that the readers' sums together tell of each one. */
static void writes(unsigned int chunks)
{
	unsigned int block[CHUNK / 4], i, j;
	int fd = open("f", O_WRONLY);

	MUST(fd >= 0);
	++*opened;
	for (i = 0; i < chunks; i++) {
		for (j = 0; j < CHUNK / 4; j++)
			block[j] = i * 7 + j;
		MUST(write(fd, block, sizeof(block)) == sizeof(block));
	}
	_exit(0);
}

static void reads(volatile unsigned long long *sum)
{
	int fd = open("f", O_RDONLY);
	static char buf[4 * CHUNK];
	ssize_t n, i;

	MUST(fd >= 0);
	++*opened;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		for (i = 0; i < n; i++) {
			sum[0] += (unsigned char)buf[i];
			sum[1]++;
		}
	_exit(n == 0 ? 0 : 1);
}

static void many(void)
{
	unsigned long long want = 0, came = 0, bytes = 0;
	volatile unsigned long long *sum = shared(READERS * 64);
	unsigned int chunks = test_scaled(3000), i, j, k;
	/* Open until all have come: nobody meets the end of the file early. */
	int both = open("f", O_RDWR);
	pid_t pid[READERS + WRITERS];

	opened = shared(sizeof(*opened));
	MUST(both >= 0);
	for (i = 0; i < READERS + WRITERS; i++) {
		pid[i] = child();
		if (pid[i])
			continue;
		close(both);
		if (i < READERS)
			reads(sum + i * 8);
		writes(chunks);
	}
	while (*opened < READERS + WRITERS)
		usleep(1000);
	close(both);
	for (i = 0; i < READERS + WRITERS; i++)
		EQ(reap(pid[i]), 0, i < READERS ? "a reader" : "a writer");
	for (i = 0; i < READERS; i++) {
		came += sum[i * 8];
		bytes += sum[i * 8 + 1];
	}
	for (i = 0; i < chunks; i++)
		for (j = 0; j < CHUNK / 4; j++)
			for (k = 0; k < 4; k++)
				want += (i * 7 + j) >> (8 * k) & 255;
	EQ(bytes, (long long)WRITERS * chunks * CHUNK, "every byte came");
	EQ(came, WRITERS * want, "and as it was");
	munmap((void *)sum, READERS * 64);
	munmap(opened, sizeof(*opened));
}

static void spliced(void)
{
	int both = open("f", O_RDWR | O_NONBLOCK);
	int file = open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
	char buf[6000];
	loff_t at = 0;

	MUST(both >= 0 && file >= 0);
	memset(buf, 's', sizeof(buf));
	MUST(write(file, buf, sizeof(buf)) == sizeof(buf));
	/* A kpipe is no pipe to splice(2), so by way of one that is. */
	if (native()) {
		EQ(splice(file, &at, both, NULL, sizeof(buf), 0), 6000,
		   "splice from a file beside it");
	} else {
		int fd[2];

		MUST(pipe(fd) == 0);
		EQ(splice(file, &at, fd[1], NULL, sizeof(buf), 0), 6000,
		   "splice from a file beside it");
		EQ(splice(fd[0], NULL, both, NULL, sizeof(buf), 0), 6000,
		   "and on into the FIFO");
		close(fd[0]);
		close(fd[1]);
	}
	memset(buf, 0, sizeof(buf));
	EQ(read(both, buf, sizeof(buf)), 6000, "all of it");
	OK(buf[0] == 's' && buf[5999] == 's', "as it was");
	close(both);
	close(file);
	MUST(unlink("file") == 0);
}

static void body(void)
{
	MUST(mkfifo("f", 0600) == 0);
	many();
	spliced();
	MUST(unlink("f") == 0);
}

int main(void)
{
	return run_fifo_twice(body, 100);
}
