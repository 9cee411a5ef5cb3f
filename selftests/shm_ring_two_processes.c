// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes send each other messages through two rings, and one answers
 * each of the other's: with random rests, so that one goes to sleep at the very
 * moment when the other one sends. Every message is right.
 */
#include "child.h"
#include "shm.h"

enum { CAPACITY = 2048, LONGEST = 900 };

static size_t length(uint64_t n)
{
	return 1 + n * 7919 % LONGEST;
}

static void think(void)
{
	volatile int i;

	for (i = chance(300); i; i--)
		;
}

struct half {
	struct shmring in, out;
	struct shmwait in_wait, out_wait;
};

static void join(struct half *half, struct shmring_area *in,
		 struct shmring_area *out, int64_t spin)
{
	kp_shmring_join(&half->in, in, CAPACITY, SHMRING_READS);
	kp_shmring_join(&half->out, out, CAPACITY, SHMRING_WRITES);
	half->in_wait = ring_wait(&half->in, spin);
	half->out_wait = ring_wait(&half->out, spin);
}

static void send_message(struct half *half, uint64_t n)
{
	void *at;
	int result;

	while ((result = kp_shmring_reserve(&half->out, length(n), &at)))
		MUST(result == -EAGAIN &&
		     !kp_shmwait_until(&half->out_wait, KP_DEADLINE_NEVER));
	fill_message(at, length(n), n);
	think();
	kp_shmring_commit(&half->out, length(n));
}

static bool receive_message(struct half *half, uint64_t n)
{
	const void *at;
	size_t size;
	int result;
	bool right;

	while ((result = kp_shmring_peek(&half->in, &at, &size)) == -EAGAIN)
		MUST(!kp_shmwait_until(&half->in_wait, KP_DEADLINE_NEVER));
	right = result == 1 && size == length(n) && is_message(at, size, n);
	kp_shmring_release(&half->in);
	return right;
}

static void exchange(int64_t spin, uint64_t rounds, const char *name)
{
	struct shmring_area *there = guarded(kp_shmring_bytes(CAPACITY));
	struct shmring_area *back = guarded(kp_shmring_bytes(CAPACITY));
	struct half half;
	bool right = true;
	uint64_t n;
	pid_t pid = child();

	if (pid == 0) {
		join(&half, there, back, spin);
		for (n = 0; right && n < rounds; n++) {
			right = receive_message(&half, n);
			send_message(&half, n);
		}
		_exit(!right);
	}
	join(&half, back, there, spin);
	/* Now and then one ahead of the answers. */
	for (n = 0; right && n < rounds; n++) {
		send_message(&half, n);
		if (n % 2 == 0)
			continue;
		right = receive_message(&half, n - 1) &&
			receive_message(&half, n);
	}
	OK(right, name);
	EQ(n, rounds, "to the last one");
	EQ(reap(pid), 0, "and back");
}

int main(void)
{
	test_begin(120);
	test.half = "two processes";
	exchange(0, 200000UL * test_scaled(1), "messages are right, spinning");
	exchange(-1, 100000UL * test_scaled(1), "messages are right, sleeping");
	return test_end();
}
