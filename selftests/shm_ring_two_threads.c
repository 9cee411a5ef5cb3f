// SPDX-License-Identifier: GPL-2.0-only
/*
 * A writer and a reader thread use a ring, and three writers and a reader its
 * lanes, spinning and sleeping. The thread sanitizer watches that no byte is
 * touched by two at once, the reader that every message is the one that comes
 * next. (That no wake-up is lost is what model/shmwait.pml shows.)
 */
#include <pthread.h>

#include "shm.h"

enum { CAPACITY = 1024, WRITERS = 3 };

struct sender {
	struct shmring ring;
	int64_t spin;
	uint64_t first, end, step;	/* the messages it sends */
	int failed;
};

static void *sends(void *arg)
{
	struct sender *sender = arg;
	struct shmwait wait = ring_wait(&sender->ring, sender->spin);
	uint64_t n;
	size_t size;
	void *at;
	int result;

	for (n = sender->first; n < sender->end; n += sender->step) {
		size = 1 + n * 7919 % 300;
		while ((result = kp_shmring_reserve(&sender->ring, size,
						    &at)) == -EAGAIN)
			sender->failed |=
				kp_shmwait_until(&wait, KP_DEADLINE_NEVER);
		if (result)
			break;
		fill_message(at, size, n);
		kp_shmring_commit(&sender->ring, size);
	}
	sender->failed |= n != sender->end;
	kp_shmring_close(&sender->ring);
	return NULL;
}

static bool is_next(const void *at, size_t size, uint64_t n)
{
	return size == 1 + n * 7919 % 300 && is_message(at, size, n);
}

static uint64_t receive_all(struct shmring *ring, int64_t spin)
{
	struct shmwait wait = ring_wait(ring, spin);
	const void *at;
	uint64_t n = 0;
	size_t size;
	int result;

	for (;;) {
		result = kp_shmring_peek(ring, &at, &size);
		if (result == -EAGAIN) {
			if (kp_shmwait_until(&wait, KP_DEADLINE_NEVER))
				return 0;
			continue;
		}
		if (result != 1 || !is_next(at, size, n))
			return result ? 0 : n;
		kp_shmring_release(ring);
		n++;
	}
}

static void one_writer(int64_t spin, uint64_t messages, const char *name)
{
	struct shmring_area *area = guarded(kp_shmring_bytes(CAPACITY));
	struct sender sender = { .spin = spin, .end = messages, .step = 1 };
	struct shmring in;
	pthread_t thread;

	kp_shmring_join(&in, area, CAPACITY, SHMRING_READS);
	kp_shmring_join(&sender.ring, area, CAPACITY, SHMRING_WRITES);
	MUST(!pthread_create(&thread, NULL, sends, &sender));
	EQ(receive_all(&in, spin), messages, name);
	MUST(!pthread_join(thread, NULL));
	EQ(sender.failed, 0, "and its writer met no error");
}

static bool many_changed(void *owner)
{
	return kp_shmmpsc_changed(owner);
}

static uint64_t receive_from_all(struct shmmpsc *in, int64_t spin)
{
	uint64_t next[WRITERS] = { 0, 1, 2 }, got = 0;
	struct shmwait wait;
	unsigned int lane;
	const void *at;
	size_t size;
	int result;

	kp_shmwait_init(&wait, spin);
	wait.mine = kp_shmmpsc_standing(in);
	wait.changed = many_changed;
	wait.peer_died = nobody_dies;
	wait.owner = in;
	for (;;) {
		result = kp_shmmpsc_peek(in, &at, &size);
		if (result == -EAGAIN) {
			if (kp_shmwait_until(&wait, KP_DEADLINE_NEVER))
				return 0;
			continue;
		}
		lane = in->current;
		if (result != 1 || !is_next(at, size, next[lane]))
			return result ? 0 : got;
		next[lane] += WRITERS;
		kp_shmmpsc_release(in);
		got++;
	}
}

static void many_writers(int64_t spin, uint64_t messages, const char *name)
{
	size_t bytes = kp_shmmpsc_bytes(CAPACITY, WRITERS);
	struct shmmpsc_area *area = guarded(bytes);
	struct sender sender[WRITERS];
	pthread_t thread[WRITERS];
	struct shmmpsc in;
	int i, failed = 0;

	join_many(&in, area, CAPACITY, WRITERS);
	for (i = 0; i < WRITERS; i++) {
		sender[i] = (struct sender) {
			.spin = spin, .first = i, .step = WRITERS,
			.end = i + messages * WRITERS,
		};
		MUST(take_lane(area, CAPACITY, WRITERS, 1 + i) == i);
		kp_shmmpsc_join_writer(&sender[i].ring, area, CAPACITY, i);
		MUST(!pthread_create(&thread[i], NULL, sends, &sender[i]));
	}
	EQ(receive_from_all(&in, spin), messages * WRITERS, name);
	for (i = 0; i < WRITERS; i++) {
		MUST(!pthread_join(thread[i], NULL));
		failed |= sender[i].failed;
	}
	EQ(failed, 0, "and their writers met no error");
	EQ(take_lane(area, CAPACITY, WRITERS, 1), 0,
	   "whose lanes are free again");
}

int main(void)
{
	test_begin(120);
	test.half = "threads";
	one_writer(0, 100000UL * test_scaled(1), "all messages, spinning");
	one_writer(-1, 50000UL * test_scaled(1), "all messages, sleeping");
	many_writers(0, 30000UL * test_scaled(1), "all of many, spinning");
	many_writers(-1, 15000UL * test_scaled(1), "all of many, sleeping");
	return test_end();
}
