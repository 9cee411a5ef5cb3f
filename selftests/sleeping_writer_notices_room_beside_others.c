// SPDX-License-Identifier: GPL-2.0-only
/*
 * A reader drains a full pipe in one call, while a second writer that does not
 * wait puts a byte in. The first writer, asleep since the pipe was full, has to
 * be woken all the same; the model selftests/model/wake.pml says why it might
 * not be.
 */
#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

#include "child.h"
#include "halves.h"
#include "reopen.h"
#include "snap.h"

struct shared {
	atomic_int round;	/* the second writer acts in this one ... */
	atomic_int over;	/* ... until it is over */
};

static int write_pages(int fd)
{
	static char page[PAGE];

	while (write(fd, page, sizeof(page)) == sizeof(page))
		;
	return errno != EPIPE;
}

static int write_bytes(int fd, struct shared *shared)
{
	int round = 0;

	for (;;) {
		while (atomic_load(&shared->round) == round)
			;
		round = atomic_load(&shared->round);
		if (round < 0)
			return 0;
		while (!atomic_load(&shared->over) && write(fd, "", 1) != 1)
			;
	}
}

/* Full is by slots, of which the kernel's pipe shows nothing but the bytes: the
 * second writer may have acted for the round before and for this one, and each
 * byte have a slot.
 */
static bool is_full(int fd, int bytes)
{
	if (native())
		return bytes >= PAGE * (SLOTS - 2);
	return snap(fd).slots_used == SLOTS;
}

/* Waits until nothing but a writer asleep is left of the round before. */
static bool fills_up(int fd)
{
	time_t end = time(NULL) + 5;
	int now = 0, before;

	do {
		before = now;
		usleep(100);
		MUST(ioctl(fd, FIONREAD, &now) == 0);
		if (now == before && is_full(fd, now))
			return true;
	} while (time(NULL) < end);
	return false;
}

static void body(void)
{
	time_t end = time(NULL) + test_lasting(native() ? 2 : 6);
	struct shared *shared = mmap(NULL, sizeof(*shared),
				     PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	static char drain[PAGE * SLOTS];
	int fd[2], fast, rounds = 0;
	bool full = true;
	pid_t pages, bytes;

	MUST(shared != MAP_FAILED);
	open_pipe(fd, 0);
	fast = reopen(fd[1], O_WRONLY | O_NONBLOCK);
	MUST(fast >= 0);
	pages = child();
	if (pages == 0) {
		close(fd[0]);
		signal(SIGPIPE, SIG_IGN);
		_exit(write_pages(fd[1]));
	}
	bytes = child();
	if (bytes == 0)
		_exit(write_bytes(fast, shared));

	while (time(NULL) < end && (full = fills_up(fd[0]))) {
		atomic_store(&shared->over, 0);
		atomic_store(&shared->round, ++rounds);
		MUST(read(fd[0], drain, sizeof(drain)) > 0);
		atomic_store(&shared->over, 1);
	}
	printf("# %d rounds\n", rounds);
	OK(rounds > 20, "there were enough rounds to say so");
	OK(full, "the sleeper filled the pipe again");
	atomic_store(&shared->round, -1);
	EQ(reap(bytes), 0, "the second writer is through");
	close(fast);
	close_pipe(fd);
	EQ(reap(pages), 0, "the first writer saw the end");
	munmap(shared, sizeof(*shared));
}

int main(void)
{
	return run_twice(body, 60);
}
