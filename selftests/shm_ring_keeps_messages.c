// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring in shared memory gives back every message as it was, of every length
 * and from every place in the ring, against a model too simple to be wrong;
 * and says what it cannot do.
 */
#include "shm.h"

enum { CAPACITY = 256, QUEUE = 64 };

static struct shmring in, out;
static size_t lengths[QUEUE];
static uint64_t sent, taken;

static void renew(struct shmring_area *area)
{
	memset(area, 0, kp_shmring_bytes(CAPACITY));
	kp_shmring_join(&in, area, CAPACITY, SHMRING_READS);
	kp_shmring_join(&out, area, CAPACITY, SHMRING_WRITES);
	in.peer.ring_bell = no_bell;
	out.peer.ring_bell = no_bell;
	sent = 0;
	taken = 0;
}

static bool send_one(void)
{
	size_t asked = chance(kp_shmring_longest(&out) + 1);
	size_t size = chance(4) ? asked : chance(asked + 1);
	void *at;
	int result = kp_shmring_reserve(&out, asked, &at);

	if (result == -EAGAIN)
		return sent > taken;	/* an empty one takes any */
	if (result)
		return false;
	fill_message(at, size, sent);
	if (!chance(8))
		return true;	/* forgotten */
	kp_shmring_commit(&out, size);
	lengths[sent++ % QUEUE] = size;
	return true;
}

static bool take_one(void)
{
	const void *at;
	size_t size;
	int result = kp_shmring_peek(&in, &at, &size);

	if (result == -EAGAIN)
		return sent == taken;
	if (result != 1 || sent == taken || size != lengths[taken % QUEUE] ||
	    !is_message(at, size, taken))
		return false;
	if (!chance(8))
		return true;	/* only looked at */
	kp_shmring_release(&in);
	taken++;
	return true;
}

static void refusals(struct shmring_area *area)
{
	const void *seen;
	size_t size;
	void *at;

	renew(area);
	EQ(kp_shmring_peek(&in, &seen, &size), -EAGAIN, "nothing to read yet");
	EQ(kp_shmring_reserve(&out, CAPACITY / 2 - 7, &at), -EMSGSIZE,
	   "more than half of the ring is too long");
	EQ(kp_shmring_reserve(&out, CAPACITY / 2 - 8, &at), 0,
	   "half of the ring is not");
	kp_shmring_commit(&out, CAPACITY / 2);
	EQ(kp_shmring_peek(&in, &seen, &size), -EAGAIN,
	   "more than was reserved is not sent");
	EQ(kp_shmring_reserve(&out, 5, &at), 0, "room for five bytes");
	memcpy(at, "first", 5);
	kp_shmring_commit(&out, 5);
	kp_shmring_close(&out);
	EQ(kp_shmring_peek(&in, &seen, &size), 1, "sent before the end");
	EQ(size, 5, "with its length");
	OK(!memcmp(seen, "first", 5), "and its bytes");
	kp_shmring_release(&in);
	EQ(kp_shmring_peek(&in, &seen, &size), 0, "then the end");
	renew(area);
	kp_shmring_close(&in);
	EQ(kp_shmring_reserve(&out, 5, &at), -EPIPE, "nobody reads any more");
}

int main(void)
{
	struct shmring_area *area = guarded(kp_shmring_bytes(CAPACITY));
	long i, most = 2000000L * test_scaled(1);
	bool right = true;

	test_begin(60);
	test.half = "ring";
	refusals(area);
	renew(area);
	for (i = 0; right && i < most; i++)
		right = chance(2) ? send_one() : take_one();
	OK(right, "every message is as it was sent, and in order");
	EQ(i, most, "random steps without a contradiction");
	OK(taken > (uint64_t)most / 8, "most of them moved a message");
	return test_end();
}
