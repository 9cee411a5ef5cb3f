// SPDX-License-Identifier: GPL-2.0-only
/*
 * pingpong: a message goes there and another one comes back, over two channels.
 * A round lasts from before the first message is filled in until the second one
 * has been checked, and the next begins at that moment: nothing of what a
 * program would wait for is left out.
 */
#include "clock.h"
#include "modes.h"

static int send_next(struct peer *peer, char *buffer, uint64_t position)
{
	const struct job *job = peer->job;

	pattern_fill(&job->pattern, buffer, job->size, position);
	if (channel_send(peer->out, buffer, job->size))
		return peer_failed(peer, "%s", peer->out->problem);
	peer->report->bytes += job->size;
	peer->report->messages++;
	return 0;
}

static int receive_next(struct peer *peer, char *buffer, uint64_t position)
{
	const struct job *job = peer->job;
	int64_t right;

	if (channel_receive(peer->in, buffer, job->size))
		return peer_failed(peer, "%s", peer->in->problem);
	right = pattern_verify(&job->pattern, buffer, job->size, position);
	if (right < 0)
		return peer_failed(peer, "wrong data in message %llu",
			(unsigned long long)(position / job->size));
	peer->report->touched += right;
	return 0;
}

static int join(struct peer *peer)
{
	if (peer->in->transport->join(peer->in, BENCH_READS))
		return peer_failed(peer, "%s", peer->in->problem);
	if (peer->out->transport->join(peer->out, BENCH_WRITES))
		return peer_failed(peer, "%s", peer->out->problem);
	return 0;
}

static int serve_until(struct peer *peer, char *buffer, uint64_t *position,
		       unsigned int part)
{
	const struct job *job = peer->job;
	uint64_t now = clock_ns(), began;
	uint64_t until = now + (part ? job->run_ns : job->warm_ns);
	uint64_t *at = position;
	bool last;

	do {
		began = now;
		last = began >= until;
		if (last)
			atomic_store(&peer->lane->end[part], *at + job->size);
		if (send_next(peer, buffer, *at) ||
		    receive_next(peer, buffer, *at))
			return -1;
		*at += job->size;
		now = clock_ns();
		if (part)
			hist_add(peer->hist, now - began);
	} while (!last);
	return 0;
}

static int return_all(struct peer *peer, char *buffer, uint64_t *position,
		      unsigned int part)
{
	const struct job *job = peer->job;

	do {
		if (receive_next(peer, buffer, *position) ||
		    send_next(peer, buffer, *position))
			return -1;
		*position += job->size;
	} while (*position < atomic_load(&peer->lane->end[part]));
	return 0;
}

/* Plays warm-up and run, the two parts. */
static int play_parts(struct peer *peer,
		      int (*play)(struct peer *peer, char *buffer,
				  uint64_t *position, unsigned int part))
{
	const struct job *job = peer->job;
	char *buffer = peer_buffer(job->size);
	uint64_t position = 0;

	if (join(peer))
		return -1;
	peer_meet(peer);
	if (play(peer, buffer, &position, 0))
		return -1;
	peer_begin(peer, peer->in, BENCH_READS);
	if (play(peer, buffer, &position, 1))
		return -1;
	peer_end(peer, peer->in, BENCH_READS);
	return 0;
}

static int server(struct peer *peer)
{
	if (play_parts(peer, serve_until))
		return -1;
	peer->report->side = BENCH_WRITES;
	return 0;
}

static int returner(struct peer *peer)
{
	return play_parts(peer, return_all);
}

static int measure(struct run *run, struct bench_channel *there,
		   struct bench_channel *back)
{
	struct peer peer;
	struct peers peers;
	int result;

	if (peers_prepare(&peers, 2, 1, 1))
		return run_failed(run, "no memory to share");
	peer = run_peer(run, 0, 1);
	peer.lane = peers.lanes;
	peer.in = there;
	peer.out = back;
	result = peers_start(&peers, &peer, returner);
	peer.cpu = place_cpu(run->job->place, 0, 0);
	peer.hist = peers.hists;
	peer.in = back;
	peer.out = there;
	if (!result)
		peers_start(&peers, &peer, server);
	result = run_timed(run, &peers);
	peers_drop(&peers);
	return result;
}

static int run_pingpong(struct run *run)
{
	struct bench_channel there, back;
	int result = -1;

	if (run_channel(run, &there))
		return -1;
	if (!run_channel(run, &back)) {
		result = measure(run, &there, &back);
		back.transport->destroy(&back);
	}
	there.transport->destroy(&there);
	return result;
}

const struct mode mode_pingpong = {
	.name = "pingpong",
	.summary = "there and back, one message at a time",
	.run = run_pingpong,
	.times = true,
	.shown = { METRIC_P50, METRIC_P99, METRIC_CPU_MESSAGE,
		   METRIC_SWITCHES },
	.shown_count = 4,
};
