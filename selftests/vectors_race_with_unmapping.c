// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vectors of 1024 parts are read and written while their memory is not mapped
 * yet, or a thread takes it away and gives it back: counts stay true, and every
 * byte comes to the place where it belongs.
 *
 * Bug: CVE-2015-1805.
 * Planted: kpipe_write_slot() copies without taking page faults, and when that
 * fails half-way copies the whole length from there; then the same in
 * kpipe_read_slot().
 * Printed: not ok 4 - kpipe: every byte is in its place (218880 wrong of
 * 234240; planted in the reader: 31744 of 169984)
 */
#include <pthread.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "halves.h"

enum { PARTS = 1024, PART = 15, STRIDE = 16, AREA = PARTS * STRIDE };

/* One piece of memory, seen twice: as it is handed to the kernel, and as the
 * test looks at it.
 */
struct memory {
	char *used, *seen;
	struct iovec iov[PARTS];
};

static struct memory out, in;
static volatile bool over;

static void map_twice(struct memory *m)
{
	int file = memfd_create("memory", MFD_CLOEXEC), i;

	MUST(file >= 0 && ftruncate(file, AREA) == 0);
	m->used = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	m->seen = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	MUST(m->used != MAP_FAILED && m->seen != MAP_FAILED);
	close(file);
	for (i = 0; i < PARTS; i++)
		m->iov[i] = (struct iovec){ m->used + i * STRIDE, PART };
}

static void unmap(struct memory *m)
{
	munmap(m->used, AREA);
	munmap(m->seen, AREA);
}

/* A byte of the vector, counted without the gaps. */
static char *byte_of(struct memory *m, long at)
{
	return &m->seen[at / PART * STRIDE + at % PART];
}

/* The first page stays mapped, so a copy comes to the others half-way. */
static void forget_pages(struct memory *m)
{
	madvise(m->used + PAGE, AREA - PAGE, MADV_DONTNEED);
}

static void *take_and_give(void *arg)
{
	(void)arg;
	while (!over) {
		mprotect(out.used + PAGE, PAGE, PROT_NONE);
		mprotect(in.used + PAGE, PAGE, PROT_NONE);
		mprotect(in.used + PAGE, PAGE, PROT_READ | PROT_WRITE);
		mprotect(out.used + PAGE, PAGE, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

struct stream {
	char pending[2 * SLOTS * PAGE];
	long from, to, wrong, faults;
};

static void write_some(struct stream *s, int fd)
{
	ssize_t n, i;

	forget_pages(&out);
	n = writev(fd, out.iov, PARTS);
	s->faults += n < 0 && errno == EFAULT;
	for (i = 0; i < n; i++)
		s->pending[s->to++ % sizeof(s->pending)] = *byte_of(&out, i);
}

static void read_some(struct stream *s, int fd, int parts)
{
	ssize_t n, i;

	forget_pages(&in);
	n = readv(fd, in.iov, parts);
	s->faults += n < 0 && errno == EFAULT;
	for (i = 0; i < n; i++)
		s->wrong += *byte_of(&in, i) !=
			    s->pending[s->from++ % sizeof(s->pending)];
}

/* What is left comes out undisturbed. */
static void read_rest(struct stream *s, int fd)
{
	long before;

	do {
		before = s->from;
		read_some(s, fd, PARTS);
	} while (s->from != before);
}

static void go(int rounds, bool race)
{
	struct stream *s = calloc(1, sizeof(*s));
	int fd[2], i, left = -1;
	pthread_t thread;

	MUST(s);
	open_pipe(fd, O_NONBLOCK);
	over = !race;
	MUST(pthread_create(&thread, NULL, take_and_give, NULL) == 0);
	for (i = 0; i < rounds; i++) {
		write_some(s, fd[1]);
		read_some(s, fd[0], PARTS - i % 7);
	}
	over = true;
	MUST(pthread_join(thread, NULL) == 0);
	EQ(ioctl(fd[0], FIONREAD, &left), 0, "FIONREAD");
	EQ(left, s->to - s->from,
	   "what is left is what went in and did not come out");
	read_rest(s, fd[0]);
	EQ(s->to - s->from, 0, "all that is left comes out");
	EQ(s->wrong, 0, "every byte is in its place");
	printf("# %ld faults among %d rounds, %ld bytes\n", s->faults, rounds,
	       s->to);
	close_pipe(fd);
	free(s);
}

static void body(void)
{
	int i;

	map_twice(&out);
	map_twice(&in);
	for (i = 0; i < AREA; i++)
		out.seen[i] = i * 7 + (i >> 8);
	go(20, false);
	go(test_scaled(native() ? 500 : 2000), true);
	unmap(&out);
	unmap(&in);
}

int main(void)
{
	return run_twice(body, 60);
}
