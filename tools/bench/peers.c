// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts peers, looks after them and ends them. They are processes, as the
 * users of pipes are: threads would share descriptors and memory maps, and
 * with them locks that have nothing to do with the pipe.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "peers.h"

static size_t lines_of(size_t size)
{
	return (size + 63) / 64 * 64;
}

int peers_prepare(struct peers *peers, unsigned int count, unsigned int lanes,
		  unsigned int hists)
{
	size_t meeting = lines_of(sizeof(struct meeting));
	size_t roads = lanes * sizeof(struct lane);
	size_t reports = lines_of(count * sizeof(struct report));
	unsigned int i;
	char *memory;

	*peers = (struct peers){ .count = count };
	peers->size = meeting + roads + reports + hists * sizeof(struct hist);
	peers->pids = calloc(count, sizeof(*peers->pids));
	memory = mmap(NULL, peers->size, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (!peers->pids || memory == MAP_FAILED) {
		free(peers->pids);
		return -1;
	}
	peers->meeting = (void *)memory;
	peers->lanes = (void *)(memory + meeting);
	peers->reports = (void *)(memory + meeting + roads);
	peers->hists = (void *)(memory + meeting + roads + reports);
	for (i = 0; i < 2 * lanes; i++)
		peers->lanes[i / 2].end[i % 2] = UINT64_MAX;
	peers_some(peers, count);
	return 0;
}

static void set_barrier(pthread_barrier_t *barrier, unsigned int count)
{
	pthread_barrierattr_t shared;

	pthread_barrierattr_init(&shared);
	pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(barrier, &shared, count);
	pthread_barrierattr_destroy(&shared);
}

void peers_some(struct peers *peers, unsigned int count)
{
	set_barrier(&peers->meeting->barrier, peers->count);
	set_barrier(&peers->meeting->some, count);
}

static int pin(int cpu)
{
	cpu_set_t set;

	if (cpu < 0)
		return 0;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

/* Never returns. Timers are to be exact, and nobody is to outlive the bench. */
static void live(struct peer *peer, peer_role role, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_TIMERSLACK, 1UL);
	signal(SIGPIPE, SIG_IGN);
	if (getppid() != parent)
		_exit(1);
	if (pin(peer->cpu)) {
		peer_failed(peer, "processor %d: %s", peer->cpu,
			    strerror(errno));
		_exit(1);
	}
	_exit(role(peer) ? 1 : 0);
}

int peers_start(struct peers *peers, const struct peer *template,
		peer_role role)
{
	struct peer peer = *template;
	pid_t pid, parent = getpid();

	peer.index = peers->started;
	peer.meeting = peers->meeting;
	peer.report = &peers->reports[peer.index];
	pid = fork();
	if (pid == 0)
		live(&peer, role, parent);
	if (pid < 0)
		return peer_failed(&peer, "fork: %s", strerror(errno));
	peers->pids[peers->started++] = pid;
	return 0;
}

static void kill_all(struct peers *peers)
{
	unsigned int i;

	for (i = 0; i < peers->started; i++)
		if (peers->pids[i] > 0)
			kill(peers->pids[i], SIGKILL);
}

static void complain(struct peers *peers, const char *format, ...)
{
	va_list arguments;

	if (atomic_exchange(&peers->meeting->failed, 1))
		return;
	va_start(arguments, format);
	vsnprintf(peers->meeting->problem, sizeof(peers->meeting->problem),
		  format, arguments);
	va_end(arguments);
}

/* Forgets the one that ended; the others cannot go on without it. */
static void take_leave(struct peers *peers, pid_t pid, int status)
{
	unsigned int i;

	for (i = 0; i < peers->started; i++)
		if (peers->pids[i] == pid)
			break;
	if (i == peers->started)
		return;
	peers->pids[i] = 0;
	if (!status)
		return;
	if (WIFSIGNALED(status))
		complain(peers, "peer %u was killed by signal %d", i,
			 WTERMSIG(status));
	else
		complain(peers, "peer %u ended with status %d", i,
			 WEXITSTATUS(status));
	kill_all(peers);
}

static volatile sig_atomic_t late;

static void too_late(int signal)
{
	(void)signal;
	late = 1;
}

int peers_wait(struct peers *peers, unsigned int seconds)
{
	struct sigaction action = { .sa_handler = too_late }, before;
	unsigned int left = peers->started;
	int status;
	pid_t pid;

	if (peers->started < peers->count)
		kill_all(peers);
	late = 0;
	sigaction(SIGALRM, &action, &before);
	alarm(seconds);
	while (left) {
		pid = wait(&status);
		if (pid > 0) {
			take_leave(peers, pid, status);
			left--;
		} else if (errno == EINTR && late) {
			complain(peers, "no end after %u seconds", seconds);
			kill_all(peers);
		} else if (errno != EINTR) {
			break;
		}
	}
	alarm(0);
	sigaction(SIGALRM, &before, NULL);
	return peers->meeting->failed ? -1 : 0;
}

void peers_drop(struct peers *peers)
{
	munmap(peers->meeting, peers->size);
	free(peers->pids);
}

int peer_failed(struct peer *peer, const char *format, ...)
{
	va_list arguments;

	if (atomic_exchange(&peer->meeting->failed, 1))
		return -1;
	va_start(arguments, format);
	vsnprintf(peer->meeting->problem, sizeof(peer->meeting->problem),
		  format, arguments);
	va_end(arguments);
	return -1;
}

void peer_meet(struct peer *peer)
{
	pthread_barrier_wait(&peer->meeting->barrier);
}

static bool count(struct bench_channel *channel, enum bench_side side,
		  struct bench_counters *counters)
{
	return channel && channel->transport->counters &&
		!channel->transport->counters(channel, side, counters);
}

void peer_begin(struct peer *peer, struct bench_channel *channel,
		enum bench_side side)
{
	struct report *report = peer->report;

	*report = (struct report){ .side = side };
	report->counted = count(channel, side, &report->counters);
	peer_meet(peer);
	report->usage = usage_now();
	report->begin = clock_ns();
}

void peer_end(struct peer *peer, struct bench_channel *channel,
	      enum bench_side side)
{
	struct report *report = peer->report;
	struct bench_counters now = { 0 };

	report->end = clock_ns();
	report->usage = usage_since(&report->usage);
	if (!report->counted)
		return;
	report->counted = count(channel, side, &now);
	report->counters.sleeps = now.sleeps - report->counters.sleeps;
	report->counters.wakes = now.wakes - report->counters.wakes;
}
