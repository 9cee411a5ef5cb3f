// SPDX-License-Identifier: GPL-2.0-only
/*
 * The oracle: one random script of calls runs on a native pipe and on the
 * module's, and every answer, every byte and the state after every step must
 * be the same. KPIPE_SEED repeats a run; without it the seeds are fixed.
 */
#include <poll.h>
#include <sys/uio.h>

#include "bad_memory.h"
#include "reopen.h"

enum { HOLE = 2 * PAGE, STEPS = 3000 };

struct pair {
	int fd[2];		/* [1] is -1 when there is no writer */
	unsigned char out[3 * PAGE];
	long ret;
	int error;
};

static struct pair pairs[2];	/* native, kpipe */
static unsigned char source[3 * PAGE];
static char *bad[2];
static bool faulty_writes;
static unsigned int random_state;
static unsigned int counter;

static unsigned int pick(unsigned int n)
{
	random_state = random_state * 1664525 + 1013904223;
	return (random_state >> 9) % n;
}

static unsigned int pick_size(void)
{
	static const unsigned int edge[] = {
		1, 2, 4095, 4096, 4097, 8191, 8192, 8193
	};

	switch (pick(3)) {
	case 0:
		return edge[pick(8)];
	case 1:
		return pick(300);
	default:
		return pick(sizeof(source));
	}
}

static void took(struct pair *p, long ret)
{
	p->ret = ret;
	p->error = ret < 0 ? errno : 0;
}

static int op_write(struct pair *p, unsigned int size, unsigned int cut)
{
	struct iovec iov[2] = { { source, cut }, { source + cut, size - cut } };

	took(p, writev(p->fd[1], iov, 2));
	return 0;
}

static int op_read(struct pair *p, unsigned int size, unsigned int cut)
{
	struct iovec iov[2] = { { p->out, cut }, { p->out + cut, size - cut } };

	memset(p->out, 0, sizeof(p->out));
	took(p, readv(p->fd[0], iov, 2));
	return 0;
}

/* The buffer ends in a hole after `cut` bytes. */
static int op_bad_read(struct pair *p, unsigned int size, unsigned int cut)
{
	cut %= HOLE;
	took(p, read(p->fd[0], bad[p - pairs] + HOLE - cut, size));
	memset(p->out, 0, sizeof(p->out));
	if (p->ret > 0)
		memcpy(p->out, bad[p - pairs] + HOLE - cut, p->ret);
	return 0;
}

static int op_bad_write(struct pair *p, unsigned int size, unsigned int cut)
{
	cut %= HOLE;
	memcpy(bad[p - pairs] + HOLE - cut, source, cut);
	if (faulty_writes)
		took(p, write(p->fd[1], bad[p - pairs] + HOLE - cut, size));
	return 0;
}

static int op_direct(struct pair *p, unsigned int size, unsigned int cut)
{
	(void)cut;
	took(p, fcntl(p->fd[1], F_SETFL,
		      O_NONBLOCK | (size & 1 ? O_DIRECT : 0)));
	return 0;
}

/* The last writer goes, or one comes back. */
static int op_writer(struct pair *p, unsigned int size, unsigned int cut)
{
	(void)size;
	(void)cut;
	if (p->fd[1] >= 0) {
		took(p, close(p->fd[1]));
		p->fd[1] = -1;
	} else {
		p->fd[1] = reopen(p->fd[0], O_WRONLY | O_NONBLOCK);
		took(p, p->fd[1] >= 0 ? 0 : -1);
	}
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct pair *p, unsigned int size, unsigned int cut);
	unsigned int weight;
} ops[] = {
	{ "write", op_write, 40 },
	{ "read", op_read, 30 },
	{ "read into a hole", op_bad_read, 4 },
	{ "write from a hole", op_bad_write, 4 },
	{ "F_SETFL", op_direct, 5 },
	{ "the writer comes or goes", op_writer, 2 },
};

static int state(const struct pair *p, int *unread_bytes)
{
	struct pollfd f[2] = {
		{ .fd = p->fd[0], .events = POLLIN },
		{ .fd = p->fd[1], .events = POLLOUT },
	};

	poll(f, 2, 0);
	*unread_bytes = unread(p->fd[0]);
	return f[0].revents | f[1].revents << 16;
}

static bool differ(unsigned int seed, int step, const char *name,
		   unsigned int size, unsigned int cut)
{
	int mask[2], left[2], i;

	for (i = 0; i < 2; i++)
		mask[i] = state(&pairs[i], &left[i]);
	if (pairs[0].ret == pairs[1].ret &&
	    pairs[0].error == pairs[1].error && mask[0] == mask[1] &&
	    left[0] == left[1] &&
	    !memcmp(pairs[0].out, pairs[1].out, sizeof(pairs[0].out)))
		return false;
	printf("# seed %u, step %d: %s, size %u, cut %u\n", seed, step, name,
	       size, cut);
	for (i = 0; i < 2; i++)
		printf("# %s: %ld, errno %d, poll %#x, unread %d\n",
		       i ? "kpipe " : "native", pairs[i].ret, pairs[i].error,
		       mask[i], left[i]);
	return true;
}

static bool step(unsigned int seed, int number)
{
	unsigned int which, size = pick_size(), cut, i, roll = pick(85);

	for (which = 0; roll >= ops[which].weight; which++)
		roll -= ops[which].weight;
	cut = pick(size + 1);
	for (i = 0; i < size; i++, counter++)
		source[i] = counter * 7 + (counter >> 8);
	for (i = 0; i < 2; i++)
		ops[which].run(&pairs[i], size, cut);
	return !differ(seed, number, ops[which].name, size, cut);
}

static bool same(unsigned int seed)
{
	int i, keep = device;

	random_state = seed;
	device = -1;
	open_pipe(pairs[0].fd, O_NONBLOCK);
	device = keep;
	open_pipe(pairs[1].fd, O_NONBLOCK);
	for (i = 0; i < STEPS && step(seed, i); i++)
		;
	for (keep = 0; keep < 2; keep++) {
		close(pairs[keep].fd[0]);
		close(pairs[keep].fd[1]);
	}
	return i == STEPS;
}

static void body(void)
{
	const char *one = getenv("KPIPE_SEED");
	unsigned int seed = one ? atoi(one) : 1, same_runs = 0, runs;

	/* Older kernels leave an empty slot after a faulting write. */
	faulty_writes = !kernel_older_than(6, 15);
	bad[0] = before_hole(HOLE);
	bad[1] = before_hole(HOLE);
	runs = one ? 1 : test_scaled(20);
	for (; same_runs < runs && same(seed); seed++)
		same_runs++;
	EQ(same_runs, runs, "scripts without a difference");
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	return run_on_kpipe(body, 90);
}
