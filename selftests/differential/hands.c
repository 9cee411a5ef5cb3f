// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hands do what they are told, one call at a time, and the conductor goes on
 * only when each has either ended its call or is asleep in the kernel.
 *
 * That takes no waiting and no looking: all run on one processor with real-time
 * priorities, the hands with a higher one. As long as a hand can run, the
 * conductor does not. So what happens depends on the script alone.
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hands.h"
#include "memory.h"
#include "ops.h"

struct hand *hands;

static __thread struct hand *me;
static volatile struct notices notices;
static bool preemptible;

static void on_interrupt(int sig)
{
	(void)sig;
	me->signals++;
}

static void on_sigpipe(int sig)
{
	(void)sig;
	me->sigpipe++;
}

/* Hands block these signals: the conductor gets them all, in order. */
static void on_notice(int sig, siginfo_t *info, void *context)
{
	uint32_t said = sig;

	(void)context;
	if (sig != SIGIO)
		said += info->si_code * 64 + info->si_band * 4096 +
			((uint32_t)info->si_fd << 24);
	if (preemptible) {
		uint32_t kind = 1U << (said * 0x9e3779b1U >> 27);

		notices.count += !(notices.hash & kind);
		notices.hash |= kind;
		return;
	}
	notices.count++;
	notices.hash = (notices.hash ^ said) * 16777619U;
}

static void handle(int sig, void (*handler)(int), int flags)
{
	struct sigaction act = { .sa_handler = handler, .sa_flags = flags };

	sigaction(sig, &act, NULL);
}

/*
 * Where the kernel may be preempted, who is woken runs before its waker has let
 * go of the lock, or after, as the waker is written. So it varies which of them
 * signals first, and how often a writer that was woken and finds no room tells
 * the readers before it sleeps again.
 */
static bool kernel_is_preemptible(void)
{
	struct utsname names;

	return !uname(&names) && strstr(names.version, "PREEMPT ");
}

static void signals_prepare(void)
{
	struct sigaction act = {
		.sa_sigaction = on_notice,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};

	preemptible = kernel_is_preemptible();
	handle(SIGUSR1, on_interrupt, 0);
	handle(SIGUSR2, on_interrupt, SA_RESTART);
	handle(SIGPIPE, on_sigpipe, SA_RESTART);
	sigaction(SIGIO, &act, NULL);
	sigaction(SIGRTMIN, &act, NULL);
}

static void block_notices(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGIO);
	sigaddset(&set, SIGRTMIN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void be_urgent(int priority)
{
	struct sched_param param = { .sched_priority = priority };

	/* The system call, as it takes one thread. */
	if (!syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &param))
		return;
	perror("differential: cannot get a real-time priority");
	_exit(2);
}

/* Carries out what is in the hand's call. */
static void work(struct hand *h)
{
	struct call *c = &h->call;

	h->sigpipe = 0;
	h->signals = 0;
	errno = 0;
	op_call(c);
	c->r.error = c->r.value < 0 ? errno : 0;
	c->r.sigpipe = h->sigpipe;
	c->r.signals = h->signals;
	h->ended = true;
	h->busy = false;
}

static void *hand_main(void *arg)
{
	struct hand *h = arg;
	uint32_t seen = 0;

	me = h;
	block_notices();
	be_urgent(2);
	/* Only now does nothing of the conductor come before it. */
	h->id = gettid();
	for (;;) {
		while (__atomic_load_n(&h->turn, __ATOMIC_ACQUIRE) == seen)
			syscall(SYS_futex, &h->turn, FUTEX_WAIT_PRIVATE, seen,
				NULL, NULL, 0);
		seen++;
		work(h);
	}
	return NULL;
}

/*
 * Both worlds run the same program at nearly the same time. Who first comes to
 * a page of it that the other is just mapping sleeps until that is done; so map
 * them all before it matters.
 */
static void map_memory(void)
{
	if (!mlockall(MCL_CURRENT))
		return;
	perror("differential: cannot map its memory");
	_exit(2);
}

void hands_prepare(int cpu)
{
	cpu_set_t set;
	pthread_t thread;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	hands = mmap(NULL, ALL * sizeof(*hands), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (hands == MAP_FAILED || sched_setaffinity(0, sizeof(set), &set)) {
		perror("differential: cannot prepare hands");
		_exit(2);
	}
	for (int i = 0; i < ALL; i++)
		hands[i].call.end = memory_arena();
	map_memory();
	me = &hands[CONDUCTOR];
	signals_prepare();
	be_urgent(1);
	for (int i = 1; i <= HANDS; i++) {
		if (pthread_create(&thread, NULL, hand_main, &hands[i])) {
			perror("differential: cannot make a thread");
			_exit(2);
		}
		while (!hands[i].id)
			sched_yield();
	}
}

void hand_give(int index)
{
	struct hand *h = &hands[index];

	h->busy = true;
	if (index == CONDUCTOR) {
		work(h);
		return;
	}
	__atomic_add_fetch(&h->turn, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, &h->turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void hand_interrupt(int index, bool restart)
{
	pid_t process = index == PARTNER ? hands[index].id : getpid();

	syscall(SYS_tgkill, process, hands[index].id,
		restart ? SIGUSR2 : SIGUSR1);
}

struct notices notices_take(void)
{
	struct notices taken = {
		.count = notices.count, .hash = notices.hash,
	};

	notices.count = 0;
	notices.hash = 0;
	return taken;
}

/* Whether it waits for something that can be interrupted. */
static bool asleep(pid_t pid)
{
	char path[32], state = 0;
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	stat = fopen(path, "r");
	if (!stat || fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (stat)
		fclose(stat);
	return state == 'S';
}

void partner_start(void)
{
	struct hand *h = &hands[PARTNER];
	pid_t pid;

	h->turn = 0;
	h->busy = true;
	pid = fork();
	if (pid < 0) {
		perror("differential: cannot fork");
		_exit(2);
	}
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		me = h;
		block_notices();
		be_urgent(2);
		h->turn = 1;
		work(h);
		for (;;)
			pause();
	}
	h->id = pid;
	/* It has our priority at first, and all its pages to copy. */
	while (!__atomic_load_n(&h->turn, __ATOMIC_ACQUIRE) ||
	       (h->busy && !asleep(pid)))
		sched_yield();
}

void partner_end(void)
{
	struct hand *h = &hands[PARTNER];

	kill(h->id, SIGKILL);
	while (waitpid(h->id, NULL, 0) < 0 && errno == EINTR)
		;
	h->id = 0;
	h->busy = false;
	h->ended = false;
}

int hand_free(int hint)
{
	for (int i = 0; i < HANDS; i++) {
		int index = 1 + (hint + i) % HANDS;

		if (!hands[index].busy)
			return index;
	}
	return -1;
}

bool hands_idle(void)
{
	for (int i = 1; i <= HANDS; i++)
		if (hands[i].busy)
			return false;
	return !hands[PARTNER].id;
}
