// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast a transport is here and now: a child answers, the median of the
 * times there and back is taken; then it takes what it is sent as fast as that
 * goes, and answers the last of it.
 *
 * The first byte of each piece says what the child has to do with it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../bench/clock.h"
#include "choose.h"

#define PATIENCE KP_SECONDS(5)
#define ROUNDS_MAX 65536
#define WARM_UP 32

enum { ANSWER = 'a', KEEP = 'k', QUIT = 'q' };

struct talk {
	struct side side;
	bool doorbell, stream;
	size_t size;
	char *piece;
	uint64_t until;			/* of the part that is measured now */
	uint32_t *times;
};

static int give(struct talk *talk, char type)
{
	ssize_t n;

	if (talk->doorbell)
		return kp_ring(talk->side.out, 0, PATIENCE);
	talk->piece[0] = type;
	n = kp_send(talk->side.out, talk->piece, talk->size, PATIENCE);
	if (n < 0)
		return (int)n;
	return (size_t)n == talk->size ? 0 : -ETIMEDOUT;
}

static int take(struct talk *talk)
{
	uint64_t value;
	size_t have = 0;
	ssize_t n;

	if (talk->doorbell)
		return kp_hear(talk->side.in, &value, PATIENCE);
	do {
		n = kp_receive(talk->side.in, talk->piece + have,
			       talk->size - have, PATIENCE);
		if (n <= 0)
			return n ? (int)n : -EPIPE;
		have += (size_t)n;
	} while (talk->stream && have < talk->size);
	return have == talk->size ? 0 : -EPROTO;
}

/* Until it is told to go, or a doorbell's other side has gone. */
static int answer_all(struct talk *talk)
{
	int error = 0;

	while (!error) {
		error = take(talk);
		if (error || (!talk->doorbell && talk->piece[0] == KEEP))
			continue;
		if (!talk->doorbell && talk->piece[0] == QUIT)
			break;
		error = give(talk, KEEP);
	}
	return error == -EPIPE ? 0 : error;
}

static int there_and_back(struct talk *talk, uint64_t *time)
{
	uint64_t began = clock_ns();
	int error = give(talk, ANSWER);

	if (!error)
		error = take(talk);
	*time = clock_ns() - began;
	return error;
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static int measure_rounds(struct talk *talk, struct figures *figures)
{
	unsigned int rounds = 0, i;
	uint64_t time;
	int error = 0;

	for (i = 0; i < WARM_UP && !error && clock_ns() < talk->until; i++)
		error = there_and_back(talk, &time);
	while (!error && (!rounds || (rounds < ROUNDS_MAX &&
				      clock_ns() < talk->until))) {
		error = there_and_back(talk, &time);
		talk->times[rounds++] = time > UINT32_MAX ? UINT32_MAX
							   : (uint32_t)time;
	}
	if (error)
		return error;
	qsort(talk->times, rounds, sizeof(*talk->times), compare);
	figures->rounds = rounds;
	figures->round_trip = talk->times[rounds / 2];
	return 0;
}

static int measure_rate(struct talk *talk, struct figures *figures)
{
	uint64_t began = clock_ns(), pieces = 1;
	int error = 0;

	while (!error && clock_ns() < talk->until) {
		error = give(talk, KEEP);
		pieces++;
	}
	if (!error)
		error = give(talk, ANSWER);
	if (!error)
		error = take(talk);
	if (!error)
		figures->rate = (double)(pieces * talk->size) * 1e9 /
				(double)(clock_ns() - began);
	return error;
}

static int measure(struct talk *talk, struct figures *figures, uint64_t time)
{
	int error;

	talk->until = clock_ns() + time;
	error = measure_rounds(talk, figures);
	if (error || talk->doorbell)
		return error;
	talk->until = clock_ns() + time;
	error = measure_rate(talk, figures);
	return error ? error : give(talk, QUIT);
}

static void learn_kind(struct talk *talk)
{
	talk->stream = !talk->doorbell &&
		       !kp_channel_max_message(talk->side.in);
}

static int child(struct meeting *meeting, struct talk *talk)
{
	int error = meeting_child(meeting, &talk->side);

	if (!error) {
		learn_kind(talk);
		error = answer_all(talk);
	}
	side_close(&talk->side);
	return -error;
}

/* What a child that failed has said is truer than that it was not heard. None
 * of its calls is without a limit, so it ends by itself, and takes its names
 * away.
 */
static int gather(pid_t pid, int error)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return error;
	return error && WIFEXITED(status) && WEXITSTATUS(status)
	       ? -WEXITSTATUS(status) : error;
}

static int converse(struct meeting *meeting, struct talk *talk,
		    struct figures *figures, uint64_t time)
{
	pid_t pid;
	int error = meeting_begin(meeting);

	if (error)
		goto end;
	pid = fork();
	if (pid < 0) {
		error = -errno;
		goto end;
	}
	if (!pid)
		_exit(child(meeting, talk));
	error = meeting_parent(meeting, pid, &talk->side);
	if (!error) {
		learn_kind(talk);
		error = measure(talk, figures, time);
	}
	side_close(&talk->side);
	error = gather(pid, error);
end:
	meeting_end(meeting);
	return error;
}

void choose_measure(struct candidate *candidate, const struct needs *needs,
		    int64_t nanoseconds)
{
	const struct kp_transport_info *info = candidate->info;
	struct meeting meeting = { .info = info };
	struct talk talk = {
		.doorbell = info->kind == KP_KIND_DOORBELL,
		.size = needs->size ? needs->size : CHOOSE_SIZE,
	};
	struct figures *figures = &candidate->figures;

	if (info->kind == KP_KIND_STREAM && needs->kind == KIND_MESSAGES)
		meeting.flags = KP_MESSAGES;
	if (!talk.doorbell &&
	    (info->kind == KP_KIND_MESSAGE || meeting.flags))
		meeting.options.max_message = talk.size;
	figures->tried = true;
	talk.piece = calloc(1, talk.size);
	talk.times = calloc(ROUNDS_MAX, sizeof(*talk.times));
	figures->error = -ENOMEM;
	if (talk.piece && talk.times)
		figures->error = converse(&meeting, &talk, figures,
					  (uint64_t)nanoseconds /
					  (talk.doorbell ? 1 : 2));
	free(talk.piece);
	free(talk.times);
}
