// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations: how each is drawn, and how it is done to one world.
 *
 * No operation can hang: a timer interrupts calls that wait, again and again,
 * and its signal does not restart them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ops.h"

enum { ARENA = 1 << 20, NO_FAULT = 0xffffffff, WAIT_US = 1500 };

static unsigned char *arena;	/* ends where memory ends */
static volatile sig_atomic_t pipes_broken, ios, alarms;

static void on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

static void on_sigpipe(int sig)
{
	(void)sig;
	pipes_broken++;
}

static void on_sigio(int sig)
{
	(void)sig;
	ios++;
}

void ops_prepare(void)
{
	struct sigaction act = { .sa_handler = on_alarm };

	sigaction(SIGALRM, &act, NULL);
	act.sa_flags = SA_RESTART;
	act.sa_handler = on_sigpipe;
	sigaction(SIGPIPE, &act, NULL);
	act.sa_handler = on_sigio;
	sigaction(SIGRTMIN, &act, NULL);

	arena = mmap(NULL, ARENA + 4096, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED || mprotect(arena + ARENA, 4096, PROT_NONE)) {
		perror("differential: cannot prepare memory");
		exit(2);
	}
}

/* A buffer of @size bytes, of which those from @fault on do not exist. */
static unsigned char *buffer(uint32_t size, uint32_t fault)
{
	uint32_t there = fault < size ? fault : size;

	return arena + ARENA - there;
}

static void fill(unsigned char *at, uint32_t size, uint32_t salt)
{
	for (uint32_t i = 0; i < size; i++)
		at[i] = (salt * 2654435761U + i * 40503U) >> 11;
}

static uint32_t hash(const unsigned char *at, long size)
{
	uint32_t h = 2166136261U;

	for (long i = 0; i < size; i++)
		h = (h ^ at[i]) * 16777619U;
	return h;
}

static void timer(int on)
{
	struct itimerval t = { 0 };

	if (on)
		t.it_value.tv_usec = t.it_interval.tv_usec = WAIT_US;
	setitimer(ITIMER_REAL, &t, NULL);
}

static int free_slot(const struct world *w)
{
	for (int i = 0; i < WORLD_FDS; i++)
		if (w->fd[i] < 0)
			return i;
	return -1;
}

/* The first live descriptor from @hint on, or -1. */
static int live_slot(const struct world *w, unsigned int hint)
{
	for (unsigned int i = 0; i < WORLD_FDS; i++)
		if (w->fd[(hint + i) % WORLD_FDS] >= 0)
			return (hint + i) % WORLD_FDS;
	return -1;
}

/* A slot always has the same number in its world: epoll goes by it. */
static void place(struct world *w, int slot, int fd, int pipe)
{
	w->fd[slot] = w->base + slot;
	w->pipe_of[slot] = pipe;
	dup2(fd, w->fd[slot]);
	close(fd);
}

static void do_pipe(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	static const int flags[] = { 0, 0, O_NONBLOCK, O_NONBLOCK, O_DIRECT,
				     O_DIRECT | O_NONBLOCK, O_CLOEXEC,
				     O_APPEND };
	int a = free_slot(w), b, fd[2];

	(void)slot;
	if (a < 0) {
		o->skipped = 1;
		return;
	}
	w->fd[a] = 1 << 20;	/* taken */
	b = free_slot(w);
	w->fd[a] = -1;
	if (b < 0) {
		o->skipped = 1;
		return;
	}
	o->result = w->pipe(w, fd, flags[op->flag % 8]);
	if (o->result < 0)
		return;
	place(w, a, fd[0], w->pipes);
	place(w, b, fd[1], w->pipes++);
}

static void do_close(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	(void)op;
	o->result = close(w->fd[slot]);
	w->fd[slot] = -1;
}

/* Closes every end of a pipe that is no longer comparable. */
static void retire(struct world *w, int slot)
{
	int pipe = w->pipe_of[slot];

	for (int i = 0; i < WORLD_FDS; i++)
		if (w->fd[i] >= 0 && w->pipe_of[i] == pipe) {
			close(w->fd[i]);
			w->fd[i] = -1;
		}
}

static void adopt(struct world *w, int like, int fd, struct outcome *o)
{
	int slot = free_slot(w);

	o->result = fd < 0 ? -1 : 0;
	if (fd < 0)
		return;
	if (slot < 0) {
		close(fd);
		return;
	}
	place(w, slot, fd, w->pipe_of[like]);
}

static void do_reopen(struct world *w, const struct op *op, int slot,
		      struct outcome *o)
{
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR,
				     O_RDONLY | O_NONBLOCK,
				     O_WRONLY | O_NONBLOCK,
				     O_RDWR | O_NONBLOCK };
	char path[40];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd[slot]);
	adopt(w, slot, open(path, modes[op->flag % 6]), o);
}

static void do_read(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	unsigned char *at = buffer(op->size, op->fault);

	o->result = read(w->fd[slot], at, op->size);
	if (o->result > 0)
		o->bytes = hash(at, o->result);
}

/* Splits the buffer unevenly, in a way that depends on @salt alone. */
static int split(struct iovec iov[8], unsigned char *at, uint32_t size,
		 uint32_t salt)
{
	int n = 0;

	while (n < 7 && size) {
		uint32_t part = (salt >> (n * 3)) % (size + 1);

		iov[n++] = (struct iovec){ at, part };
		at += part;
		size -= part;
	}
	iov[n++] = (struct iovec){ at, size };
	return n;
}

static void do_readv(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	unsigned char *at = buffer(op->size, op->fault);
	struct iovec iov[8];

	o->result = readv(w->fd[slot], iov,
			  split(iov, at, op->size, op->salt));
	if (o->result > 0)
		o->bytes = hash(at, o->result);
}

/* A write that meets missing memory may leave an empty slot in the kernel's own
 * pipe (before 6.15), never in ours. Its result is compared; the pipe then
 * goes.
 */
static void after_write(const struct op *op, struct outcome *o)
{
	o->retired = op->fault < op->size &&
		     (o->result >= 0 ? o->result < (long)op->size :
				       o->error == EFAULT);
}

static void do_write(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	unsigned char *at = buffer(op->size, op->fault);

	fill(at, op->fault < op->size ? op->fault : op->size, op->salt);
	o->result = write(w->fd[slot], at, op->size);
}

static void do_writev(struct world *w, const struct op *op, int slot,
		      struct outcome *o)
{
	unsigned char *at = buffer(op->size, op->fault);
	struct iovec iov[8];

	fill(at, op->fault < op->size ? op->fault : op->size, op->salt);
	o->result = writev(w->fd[slot], iov,
			   split(iov, at, op->size, op->salt));
}

static void do_poll(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	struct pollfd p = { w->fd[slot], POLLIN | POLLOUT | POLLRDHUP, 0 };

	(void)op;
	o->result = poll(&p, 1, 0);
	o->bytes = p.revents;
}

static void do_fionread(struct world *w, const struct op *op, int slot,
			struct outcome *o)
{
	int n = -1;

	(void)op;
	o->result = ioctl(w->fd[slot], FIONREAD, &n);
	o->bytes = n;
}

static void do_flags(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	int flags = fcntl(w->fd[slot], F_GETFL);

	if (op->flag & 1)
		flags ^= O_NONBLOCK;
	if (op->flag & 2)
		flags ^= O_DIRECT;
	if (op->flag & 4 && op->salt % 4 == 0)
		flags ^= O_APPEND;
	o->result = fcntl(w->fd[slot], F_SETFL, flags);
	o->bytes = fcntl(w->fd[slot], F_GETFL);
}

static void do_async(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	int flags = fcntl(w->fd[slot], F_GETFL);

	fcntl(w->fd[slot], F_SETOWN, getpid());
	fcntl(w->fd[slot], F_SETSIG, SIGRTMIN);
	flags = op->flag & 1 ? flags | O_ASYNC : flags & ~O_ASYNC;
	o->result = fcntl(w->fd[slot], F_SETFL, flags);
}

static void do_stat(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	struct stat st;

	(void)op;
	o->result = fstat(w->fd[slot], &st);
	o->bytes = st.st_mode ^ (uint32_t)st.st_size << 20 ^
		   (uint32_t)st.st_nlink << 28 ^ st.st_uid ^ st.st_gid;
}

static void do_set_size(struct world *w, const struct op *op, int slot,
			struct outcome *o)
{
	static const unsigned long odd[] = { 0, 1, 4095, 4097, 65537, 1 << 20,
					     (1UL << 31) + 1, 12288 };

	o->result = w->set_size(w, w->fd[slot], op->flag & 1 ?
				odd[op->salt % 8] : op->size);
}

static void do_link(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	int other = live_slot(w, op->other);
	int flags = op->flag & 1 ? SPLICE_F_NONBLOCK : 0;

	if (op->flag & 2)
		o->result = w->tee(w, w->fd[slot], w->fd[other], op->size,
				   flags);
	else
		o->result = w->splice(w, w->fd[slot], w->fd[other], op->size,
				      flags);
}

/* The memory is fresh each time: readers see what it holds when they read. */
static void do_vmsplice(struct world *w, const struct op *op, int slot,
			struct outcome *o)
{
	uint32_t size = op->size % 40000;
	unsigned char *at;
	struct iovec iov;

	at = mmap(NULL, 40960, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	fill(at, 40960, op->salt);
	iov = (struct iovec){ at + op->salt % 960, size };
	o->result = w->vmsplice(w, w->fd[slot], &iov, 1,
				op->flag & 1 ? SPLICE_F_NONBLOCK : 0);
	o->bytes = hash(at, 40960);
	munmap(at, 40960);
}

/* Only without waiting, as sendfile() to a kpipe goes on until all is sent; and
 * never nothing, of which only the kernel's pipe says that it has no readers;
 * and not with O_APPEND, which the VFS refuses for all but its own pipes.
 */
static void do_sendfile(struct world *w, const struct op *op, int slot,
			struct outcome *o)
{
	off_t offset = op->salt % 10000;
	int flags = fcntl(w->fd[slot], F_GETFL);

	if (!(flags & O_NONBLOCK) || flags & O_APPEND) {
		o->skipped = 1;
		return;
	}
	o->result = sendfile(w->fd[slot], w->file, &offset,
			     1 + op->size % 10000);
	o->bytes = offset;
}

static void do_epoll(struct world *w, const struct op *op, int slot,
		     struct outcome *o)
{
	struct epoll_event e = {
		.events = EPOLLIN | EPOLLOUT | (op->flag & 1 ? EPOLLET : 0),
		.data.u32 = slot,
	};

	o->result = epoll_ctl(w->epoll, op->flag & 6 ? EPOLL_CTL_ADD :
			      EPOLL_CTL_DEL, w->fd[slot], &e);
}

static void do_epoll_wait(struct world *w, const struct op *op, int slot,
			  struct outcome *o)
{
	struct epoll_event e[2 * WORLD_FDS];

	(void)op;
	(void)slot;
	o->result = epoll_wait(w->epoll, e, 2 * WORLD_FDS, 0);
	for (long i = 0; i < o->result; i++)
		o->bytes += (e[i].data.u32 + 1) * 0x9e3779b1U ^
			    e[i].events * 0x85ebca6bU;
}

/* Another process has the ends for a moment, and does something to one. */
static void do_fork(struct world *w, const struct op *op, int slot,
		    struct outcome *o)
{
	int status, fd = w->fd[slot];
	pid_t pid = fork();

	if (!pid) {
		unsigned char byte = op->salt;
		long n;

		signal(SIGPIPE, SIG_IGN);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		n = op->flag & 1 ? write(fd, &byte, 1) : read(fd, &byte, 1);
		_exit(n < 0 ? errno : 128 + n);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	o->result = status;
}

struct kind {
	const char *name;
	int weight;
	int waits;
	void (*run)(struct world *w, const struct op *op, int slot,
		    struct outcome *o);
};

static void do_dup(struct world *w, const struct op *op, int slot,
		   struct outcome *o)
{
	(void)op;
	adopt(w, slot, dup(w->fd[slot]), o);
}

static void do_get_size(struct world *w, const struct op *op, int slot,
			struct outcome *o)
{
	(void)op;
	o->result = w->get_size(w, w->fd[slot]);
}

static const struct kind kinds[] = {
	{ "pipe", 6, 0, do_pipe },	{ "close", 4, 0, do_close },
	{ "dup", 2, 0, do_dup },		{ "reopen", 3, 1, do_reopen },
	{ "read", 16, 1, do_read },	{ "readv", 5, 1, do_readv },
	{ "write", 20, 1, do_write },	{ "writev", 6, 1, do_writev },
	{ "poll", 8, 0, do_poll },	{ "fionread", 6, 0, do_fionread },
	{ "setfl", 5, 0, do_flags },	{ "async", 2, 0, do_async },
	{ "fstat", 1, 0, do_stat },	{ "set-size", 3, 0, do_set_size },
	{ "get-size", 1, 0, do_get_size }, { "link", 5, 1, do_link },
	{ "vmsplice", 2, 1, do_vmsplice },	{ "sendfile", 2, 1, do_sendfile },
	{ "epoll-ctl", 3, 0, do_epoll },	{ "epoll-wait", 5, 0, do_epoll_wait },
	{ "fork", 1, 0, do_fork },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static uint32_t draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random >> 16;
}

static uint32_t draw_size(uint64_t *random)
{
	static const uint32_t edges[] = { 1, 4095, 4096, 4097, 8192, 61440,
					  65535, 65536, 65537 };
	uint32_t r = draw(random);

	switch (r % 8) {
	case 0: return edges[(r >> 8) % 9];
	case 1: return 0;
	case 2: case 3: return (r >> 8) % 16;
	case 4: case 5: return (r >> 8) % 4097;
	case 6: return (r >> 8) % 20000;
	default: return (r >> 8) % 150000;
	}
}

struct op op_draw(uint64_t *random)
{
	int total = 0, pick;
	struct op op;

	for (int i = 0; i < KINDS; i++)
		total += kinds[i].weight;
	pick = draw(random) % total;
	for (op.kind = 0; pick >= kinds[op.kind].weight; op.kind++)
		pick -= kinds[op.kind].weight;
	op.slot = draw(random) % WORLD_FDS;
	op.other = draw(random) % WORLD_FDS;
	op.flag = draw(random);
	op.size = draw_size(random);
	op.salt = draw(random);
	op.fault = NO_FAULT;
	if (draw(random) % 16 == 0)
		op.fault = op.size ? draw(random) % op.size : 0;
	return op;
}

void op_run(struct world *w, const struct op *op, struct outcome *o)
{
	int slot = live_slot(w, op->slot);

	memset(o, 0, sizeof(*o));
	if (slot < 0 && kinds[op->kind].run != do_pipe) {
		o->skipped = 1;
		return;
	}
	pipes_broken = ios = alarms = 0;
	errno = 0;
	if (kinds[op->kind].waits)
		timer(1);
	kinds[op->kind].run(w, op, slot, o);
	o->error = o->result < 0 ? errno : 0;
	if (kinds[op->kind].waits)
		timer(0);
	o->sigpipe = pipes_broken;
	o->sigio = ios;
	o->waited = alarms > 0;
	if (kinds[op->kind].run == do_write || kinds[op->kind].run == do_writev)
		after_write(op, o);
	if (o->retired)
		retire(w, slot);
}

int outcomes_differ(struct outcome a, struct outcome b)
{
	/* A call that waits may signal its own process, which starts it again,
	 * as often as there is time.
	 */
	if (a.waited || b.waited) {
		a.waited = b.waited = 0;
		a.sigio = b.sigio = 0;
	}
	return memcmp(&a, &b, sizeof(a));
}

void op_print(FILE *to, const struct op *op)
{
	fprintf(to, "%-10s slot=%-2u other=%-2u flag=%-3u size=%-6u fault=%d salt=%u\n",
		kinds[op->kind].name, op->slot, op->other, op->flag, op->size,
		(int)op->fault, op->salt);
}
