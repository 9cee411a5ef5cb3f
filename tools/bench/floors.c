// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floors: what the same bytes cost with nothing in between.
 *
 * memcpy: one process fills a buffer, copies it and checks the copy, the same
 * sizes and the same touching as the stream. memcpy-only: the copy alone.
 * cache-line: two processes hand a line of memory back and forth, which is what
 * a round trip costs when nobody ever sleeps.
 */
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "clock.h"
#include "modes.h"

#define LOOK_BYTES 65536

/* Keeps the compiler from leaving out a copy that nobody looks at. */
static void used(void *buffer)
{
	__asm__ volatile("" : : "r"(buffer) : "memory");
}

static int copy_until(struct peer *peer, char *from, char *to,
		      unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t until = clock_ns() + (part ? job->run_ns : job->warm_ns);
	unsigned int batch = LOOK_BYTES / job->size + 1, i = 0;
	uint64_t position = 0;
	int64_t right;

	do {
		pattern_fill(&job->pattern, from, job->size, position);
		memcpy(to, from, job->size);
		used(to);
		right = pattern_verify(&job->pattern, to, job->size, position);
		if (right < 0)
			return peer_failed(peer, "memcpy went wrong");
		position += job->size;
		peer->report->touched += right;
		peer->report->messages++;
	} while (++i % batch || clock_ns() < until);
	peer->report->bytes = position;
	return 0;
}

static int copier(struct peer *peer)
{
	const struct job *job = peer->job;
	char *from = peer_buffer(job->size), *to = peer_buffer(job->size);

	if (copy_until(peer, from, to, 0))
		return -1;
	peer_begin(peer, NULL, BENCH_WRITES);
	if (copy_until(peer, from, to, 1))
		return -1;
	peer_end(peer, NULL, BENCH_WRITES);
	return 0;
}

static int run_copies(struct run *run, const struct job *job)
{
	struct peer peer = run_peer(run, 0, 0);
	struct peers peers;
	int result;

	if (peers_prepare(&peers, 1, 0, 0))
		return run_failed(run, "no memory to share");
	peer.job = job;
	peers_start(&peers, &peer, copier);
	result = run_wait(run, &peers);
	if (!result)
		sample_traffic(&run->sample, &peers);
	peers_drop(&peers);
	return result;
}

static int run_memcpy(struct run *run)
{
	return run_copies(run, run->job);
}

static int run_memcpy_only(struct run *run)
{
	struct job job = *run->job;

	job.pattern.touch = TOUCH_NONE;
	return run_copies(run, &job);
}

/* The line counts up; each side waits for its turn: one for the even numbers,
 * the other for the odd ones.
 */
static void take_turns(atomic_ullong *line, uint64_t turn, uint64_t end)
{
	for (; turn < end; turn += 2) {
		while (atomic_load_explicit(line, memory_order_acquire) != turn)
			;
		atomic_store_explicit(line, turn + 1, memory_order_release);
	}
}

/* Rounds between looks at the clock, which takes longer than a round. */
#define ROUNDS 100
#define LOOKS_WARM 20
#define LOOKS 1000

static int turner(struct peer *peer)
{
	atomic_ullong *line = &peer->meeting->line;
	uint64_t turn = 0, now, began;
	unsigned int look;

	peer_begin(peer, NULL, BENCH_READS);
	now = clock_ns();
	for (look = 0; look < LOOKS_WARM + LOOKS; look++) {
		began = now;
		take_turns(line, turn + peer->index, turn + 2 * ROUNDS);
		turn += 2 * ROUNDS;
		now = clock_ns();
		if (peer->hist && look >= LOOKS_WARM)
			hist_add(peer->hist, (now - began) / ROUNDS);
	}
	peer_end(peer, NULL, BENCH_READS);
	return 0;
}

static int run_line(struct run *run)
{
	struct peers peers;
	struct peer peer;
	int result;

	if (peers_prepare(&peers, 2, 0, 1))
		return run_failed(run, "no memory to share");
	peer = run_peer(run, 0, 0);
	peer.hist = peers.hists;
	result = peers_start(&peers, &peer, turner);
	peer = run_peer(run, 0, 1);
	if (!result)
		peers_start(&peers, &peer, turner);
	result = run_wait(run, &peers);
	if (!result) {
		sample_times(&run->sample, peers.hists);
		hist_merge(run->hist, peers.hists);
	}
	peers_drop(&peers);
	return result;
}

const struct floor floors[] = {
	{ "memcpy", "fill, copy once, check: one process", &mode_stream, false,
	  run_memcpy },
	{ "memcpy-only", "copy once, touch nothing else", &mode_stream, false,
	  run_memcpy_only },
	{ "cache-line", "a line of memory there and back", &mode_pingpong,
	  true, run_line },
};

const size_t floor_count = ARRAY_SIZE(floors);
