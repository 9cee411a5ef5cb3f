// SPDX-License-Identifier: GPL-2.0-only
/*
 * A peer writes what it likes into the memory of a ring: positions, headers,
 * lengths, standings, anything, between our calls and during them. Ours then
 * may fail with -EPROTO, but never give out memory that is not the ring's, and
 * never wait for longer than they were told.
 */
#include <pthread.h>

#include "shm.h"

enum { CAPACITY = 256, LANES = 2 };

static struct shmring_area *area;
static struct shmring in, out;
static struct shmmpsc many;
static struct shmmpsc_area *many_area;
static long outcomes[3];	/* worked, had to wait, was told of damage */
static long outside, unexpected, astray;

static uint64_t odd_value(uint64_t near)
{
	static const uint64_t values[] = {
		0, 1, 4, 8, CAPACITY - 8, CAPACITY, CAPACITY + 8, 1ULL << 31,
		1ULL << 32, 1ULL << 63, UINT64_MAX, UINT64_MAX - 7,
	};
	static const uint64_t marks[] = {
		(uint64_t)0x6d657373 << 32, (uint64_t)0x736b6970 << 32,
	};

	switch (chance(6)) {
	case 0:
		return values[chance(sizeof(values) / sizeof(*values))];
	case 1:
		return marks[chance(2)] | chance(2 * CAPACITY);
	case 2:
		return marks[chance(2)] | (uint32_t)-(int32_t)chance(16);
	case 3:
		return ~marks[chance(2)] - chance(8);
	case 4:
		return near + 8 * chance(64) - 256;
	default:
		return chance(UINT64_MAX);
	}
}

/* Any word of memory from at on; most often one that means something. */
static void damage(void *at, size_t bytes, uint64_t near)
{
	_Atomic uint64_t *words = at;
	size_t word;

	if (chance(3))
		word = chance(bytes / SHMWAIT_LINE) * SHMWAIT_LINE / 8;
	else
		word = chance(bytes / 8);
	atomic_store_explicit(&words[word], odd_value(near),
			      memory_order_relaxed);
}

static void count(int result)
{
	if (result == -EPROTO)
		outcomes[2]++;
	else if (result < 0)
		outcomes[1]++;
	else
		outcomes[0]++;
}

static bool within(const void *at, size_t size, const void *memory,
		   size_t bytes)
{
	return (const char *)at >= (const char *)memory &&
	       size <= bytes &&
	       (const char *)at + size <= (const char *)memory + bytes;
}

/* Reads all of it, so that the sanitizer sees it, too. */
static void look_at(const void *at, size_t size, const void *memory,
		    size_t bytes)
{
	static volatile unsigned char sum;
	const volatile unsigned char *all = at;
	size_t i;

	if (!within(at, size, memory, bytes)) {
		outside++;
		return;
	}
	for (i = 0; i < size; i++)
		sum ^= all[i];
}

/* No side takes more to be unread than the ring holds. */
static void stays_in_bounds(const struct shmring *reader,
			    const struct shmring *sender)
{
	astray += reader->seen - reader->at > CAPACITY ||
		  sender->at - sender->seen > CAPACITY ||
		  reader->at % 8 || sender->at % 8;
}

static void do_send(struct shmring *ring, const void *memory, size_t bytes)
{
	size_t size = chance(CAPACITY / 2);
	void *at;
	int result = kp_shmring_reserve(ring, size, &at);

	count(result);
	if (!result && !within(at, size, memory, bytes)) {
		outside++;
	} else if (!result) {
		memset(at, 'x', size);
		kp_shmring_commit(ring, chance(size + 1));
	}
	unexpected += result && result != -EAGAIN && result != -EMSGSIZE &&
		      result != -EPIPE && result != -EPROTO;
}

static void do_receive(void)
{
	const void *at;
	size_t size;
	int result = kp_shmring_peek(&in, &at, &size);

	count(result);
	if (result == 1) {
		astray += size > CAPACITY / 2 - 8;
		look_at(at, size, area->data, CAPACITY);
		kp_shmring_release(&in);
	}
	unexpected += result != 1 && result != 0 && result != -EAGAIN &&
		      result != -EPROTO;
}

static void do_receive_many(void)
{
	const void *at;
	size_t size;
	int result = kp_shmmpsc_peek(&many, &at, &size);

	count(result);
	if (result == 1) {
		look_at(at, size, many_area,
			kp_shmmpsc_bytes(CAPACITY, LANES));
		kp_shmmpsc_release(&many);
	}
	unexpected += result != 1 && result != 0 && result != -EAGAIN &&
		      result != -EPROTO;
}

static void renew(void)
{
	memset(area, 0, kp_shmring_bytes(CAPACITY));
	kp_shmring_join(&in, area, CAPACITY, SHMRING_READS);
	kp_shmring_join(&out, area, CAPACITY, SHMRING_WRITES);
	in.peer.ring_bell = no_bell;
	out.peer.ring_bell = no_bell;
}

static void between_calls(long most)
{
	long i;

	for (i = 0; i < most; i++) {
		if ((in.broken && out.broken) || !chance(200))
			renew();
		if (!chance(6))
			damage(area, kp_shmring_bytes(CAPACITY),
			       chance(2) ? in.at : out.at);
		if (chance(2))
			do_send(&out, area->data, CAPACITY);
		else
			do_receive();
		stays_in_bounds(&in, &out);
	}
}

static struct shmring writer[LANES];

static void renew_many(void)
{
	size_t bytes = kp_shmmpsc_bytes(CAPACITY, LANES);
	unsigned int i;
	int lane;

	memset(many_area, 0, bytes);
	join_many(&many, many_area, CAPACITY, LANES);
	for (i = 0; i < LANES; i++) {
		lane = take_lane(many_area, CAPACITY, LANES, 1 + i);
		MUST(lane == (int)i);
		kp_shmmpsc_join_writer(&writer[i], many_area, CAPACITY, i);
		writer[i].peer.ring_bell = no_bell;
	}
}

static void between_calls_of_many(long most)
{
	size_t bytes = kp_shmmpsc_bytes(CAPACITY, LANES);
	unsigned int lane;
	long i;

	for (i = 0; i < most; i++) {
		if (i % 64 == 0)
			renew_many();
		if (!chance(6))
			damage(many_area, bytes, many.lane[0].at);
		if (!chance(32))
			kp_shmmpsc_writer_gone(&many, chance(LANES));
		lane = chance(LANES);
		if (chance(2))
			do_send(&writer[lane], many_area, bytes);
		else
			do_receive_many();
		stays_in_bounds(&many.lane[lane], &writer[lane]);
	}
}

static atomic_bool stop;

static void *damage_always(void *arg)
{
	uint64_t state = 1;
	_Atomic uint64_t *words = (_Atomic uint64_t *)area->data;

	(void)arg;
	while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
		state = state * 6364136223846793005ULL + 1;
		atomic_store_explicit(&words[(state >> 33) % (CAPACITY / 8)],
				      ((uint64_t)0x6d657373 << 32) |
				      (state >> 40) % CAPACITY,
				      memory_order_relaxed);
	}
	return NULL;
}

/* The headers change while they are being read. */
static void during_calls(long most)
{
	int64_t end = kp_now() + 20000000000LL;
	pthread_t thread;
	long i;

	renew();
	MUST(!pthread_create(&thread, NULL, damage_always, NULL));
	for (i = 0; i < most || (outcomes[2] < 10 && kp_now() < end); i++) {
		if (in.broken || out.broken) {
			kp_shmring_join(&in, area, CAPACITY, SHMRING_READS);
			kp_shmring_join(&out, area, CAPACITY, SHMRING_WRITES);
			in.peer.ring_bell = no_bell;
			out.peer.ring_bell = no_bell;
			atomic_store(&area->head, 0);
			atomic_store(&area->tail, 0);
		}
		if (chance(2))
			do_send(&out, area->data, CAPACITY);
		else
			do_receive();
	}
	atomic_store(&stop, true);
	MUST(!pthread_join(thread, NULL));
}

static void sleeps_end(void)
{
	struct shmwait wait;
	int64_t began;
	int i, late = 0;

	for (i = 0; i < 20; i++) {
		renew();
		wait = ring_wait(&in, -1);
		atomic_store(&area->reader.waits, (uint32_t)odd_value(0));
		atomic_store(&area->tail, odd_value(0));
		began = kp_now();
		unexpected += kp_shmwait_until(&wait, began + 10000000) !=
			      -ETIMEDOUT;
		late += kp_now() - began > 1000000000LL *
			test_patience(1);
	}
	EQ(late, 0, "a sleep ends when it was told to");
}

static void was_tried(const char *what)
{
	printf("# NOTE: %s: %ld worked, %ld had to wait, %ld met damage\n",
	       what, outcomes[0], outcomes[1], outcomes[2]);
	OK(outcomes[0] && outcomes[1] && outcomes[2], what);
	memset(outcomes, 0, sizeof(outcomes));
}

int main(void)
{
	long most = 3000000L * test_scaled(1);

	test_begin(120);
	test.half = "hostile peer";
	area = guarded(kp_shmring_bytes(CAPACITY));
	many_area = guarded(kp_shmmpsc_bytes(CAPACITY, LANES));
	renew();
	between_calls(most);
	was_tried("damage between calls");
	during_calls(most);
	was_tried("damage during calls");
	between_calls_of_many(most);
	was_tried("damage between calls of many writers");
	sleeps_end();
	EQ(outside, 0, "no memory but the ring's was given out");
	EQ(astray, 0, "no position and no length is believed that cannot be");
	EQ(unexpected, 0, "no call said what it never says");
	return test_end();
}
