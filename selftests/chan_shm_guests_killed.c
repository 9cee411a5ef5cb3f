// SPDX-License-Identifier: GPL-2.0-only
/*
 * Strangers come to a segment of shared memory, send and go, and are killed at
 * any moment, also while they are still coming. What arrives is right, who
 * stays is served, and in the end all places are free again.
 */
#include "chan.h"

enum { AT_ONCE = 8, PLACES = 32 };

struct note {
	uint32_t pid, number;
	unsigned char bytes[200];
};

static size_t length_of(const struct note *note)
{
	return sizeof(*note) - note->number % 190;
}

static void send_for_ever(const char *uri)
{
	struct note note = { .pid = (uint32_t)getpid() };
	struct kp_channel *end;

	memset(note.bytes, (int)note.pid & 255, sizeof(note.bytes));
	if (kp_channel_open(uri, KP_SEND, NULL, &end))
		_exit(TEST_FAIL);
	for (;; note.number++)
		if (kp_send(end, &note, length_of(&note), KP_FOREVER) < 0)
			_exit(TEST_FAIL);
}

static bool is_right(const struct note *note, ssize_t size)
{
	size_t i;

	if (size < (ssize_t)offsetof(struct note, bytes) ||
	    (size_t)size != length_of(note))
		return false;
	for (i = 0; i + offsetof(struct note, bytes) < (size_t)size; i++)
		if (note->bytes[i] != (note->pid & 255))
			return false;
	return true;
}

static int drain(struct kp_channel *end, int64_t timeout)
{
	int64_t until = chan_clock() + timeout;
	struct note note;
	ssize_t size;
	int wrong = 0;

	while (chan_clock() < until) {
		size = kp_receive(end, &note, sizeof(note), KP_MS(1));
		if (size > 0)
			wrong += !is_right(&note, size);
		else if (size != -ETIMEDOUT && size != 0)
			wrong++;
	}
	return wrong;
}

static pid_t start_guest(const struct chan *c, struct kp_channel *end)
{
	pid_t pid = child();

	if (pid == 0) {
		kp_channel_close(end);
		send_for_ever(c->uri);
	}
	return pid;
}

/* As many as there can be come and stay. */
static int places(struct chan *c, struct kp_channel *end)
{
	struct kp_channel *guest[PLACES];
	int64_t last = chan_clock() + KP_SECONDS(test_patience(5));
	int count = 0, i, error;

	while (count < PLACES && chan_clock() < last) {
		error = kp_channel_open(c->uri, KP_SEND, NULL, &guest[count]);
		if (!error)
			count++;
		else if (error != -EBUSY)
			break;
		drain(end, KP_MS(1));
	}
	for (i = 0; i < count; i++)
		kp_channel_close(guest[i]);
	return count;
}

static void body(struct chan *c)
{
	int rounds = test_scaled(300), i, wrong = 0;
	struct chan_bytes dice = { 4711 };
	pid_t pid[AT_ONCE] = { 0 };
	struct kp_channel *end;

	if (c->way != CHAN_OPEN)
		return;
	chan_name(c);
	end = chan_open(c, KP_RECEIVE);
	if (chan_duplex(c)) {
		kp_channel_close(end);
		MUST(!kp_channel_open(c->uri, KP_RECEIVE | KP_CREATE, NULL,
				      &end));
	}
	for (i = 0; i < rounds + AT_ONCE; i++) {
		if (pid[i % AT_ONCE]) {
			kill(pid[i % AT_ONCE], SIGKILL);
			wrong += !WIFSIGNALED(reap(pid[i % AT_ONCE]));
			pid[i % AT_ONCE] = 0;
		}
		if (i < rounds)
			pid[i % AT_ONCE] = start_guest(c, end);
		wrong += drain(end, (int64_t)chan_roll(&dice, 1500000));
	}
	EQ(wrong, 0, "all that came was right");
	EQ(places(c, end), PLACES, "and all places are free again");
	kp_channel_close(end);
}

int main(void)
{
	return chan_run(CHAN_MESSAGES, KP_CAN_CREATE | KP_CAN_ZERO_COPY, body,
			120);
}
