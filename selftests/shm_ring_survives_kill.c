// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes that write into a ring, or read from it, are killed at a random
 * moment. The other side gets every whole message that was sent and then
 * EOWNERDEAD, within a second; of many writers only the killed one is lost, and
 * its lane goes to the next.
 */
#include <poll.h>

#include "child.h"
#include "shm.h"

enum { CAPACITY = 4096, WRITERS = 4 };

static struct shmring_area *area;
static int life[2];		/* the peer holds the second end */
static long slices;		/* sleeps at whose end nothing had happened */

static int life_ended(void *owner)
{
	struct pollfd entry = { .fd = life[0], .events = POLLIN };

	(void)owner;
	slices++;
	return poll(&entry, 1, 0) == 1 ? -EOWNERDEAD : 0;
}

static int send_next(struct shmring *ring, struct shmwait *wait, uint64_t n)
{
	size_t size = 1 + n * 7919 % 1500;
	void *at;
	int result;

	while ((result = kp_shmring_reserve(ring, size, &at)) == -EAGAIN) {
		result = kp_shmwait_until(wait, KP_DEADLINE_NEVER);
		if (result)
			return result;
	}
	if (result)
		return result;
	fill_message(at, size, n);
	kp_shmring_commit(ring, size);
	return 0;
}

static int receive_next(struct shmring *ring, struct shmwait *wait, uint64_t n)
{
	const void *at;
	size_t size;
	int result;

	while ((result = kp_shmring_peek(ring, &at, &size)) == -EAGAIN) {
		result = kp_shmwait_until(wait, KP_DEADLINE_NEVER);
		if (result)
			return result;
	}
	if (result < 0)
		return result;
	if (!result || size != 1 + n * 7919 % 1500 || !is_message(at, size, n))
		return -EBADMSG;
	kp_shmring_release(ring);
	return 0;
}

/* As fast as it can or with rests, so that both sides come to sleep. */
static int use(enum shmring_side side, int64_t spin, bool rests,
	       int (*peer_died)(void *owner))
{
	struct shmring ring;
	struct shmwait wait;
	uint64_t n;
	int result;

	kp_shmring_join(&ring, area, CAPACITY, side);
	wait = ring_wait(&ring, spin);
	wait.peer_died = peer_died;
	for (n = 0;; n++) {
		result = side == SHMRING_READS ?
			 receive_next(&ring, &wait, n) :
			 send_next(&ring, &wait, n);
		if (result)
			return result;
		if (rests && n % 64 == 0)
			usleep(chance(200));
	}
}

/* Returns how it ended for the survivor; adds up what took too long. */
static int kill_one(enum shmring_side survivor, unsigned int round, long *late)
{
	int64_t spin = round & 1 ? -1 : 0, killed;
	int died, status;
	pid_t pid, killer;
	int64_t *when = shared(sizeof(*when));

	memset(area, 0, kp_shmring_bytes(CAPACITY));
	MUST(!pipe(life));
	pid = child();
	if (pid == 0) {
		close(life[0]);
		_exit(use(!survivor, spin, round & 2, nobody_dies) != 0);
	}
	close(life[1]);
	killer = child();
	if (killer == 0) {
		chance_state += round;
		usleep(chance(3000));
		*when = kp_now();
		kill(pid, SIGKILL);
		_exit(0);
	}
	died = use(survivor, spin, round & 4, life_ended);
	killed = *when;
	*late += kp_now() - killed > 1000000000LL * test_patience(1);
	MUST(WIFSIGNALED(reap(pid)));
	status = reap(killer);
	MUST(WIFEXITED(status));
	close(life[0]);
	munmap(when, sizeof(*when));
	return died;
}

static void kill_many_times(enum shmring_side survivor, int rounds,
			    const char *name)
{
	long late = 0;
	int i, wrong = 0;

	for (i = 0; i < rounds; i++)
		wrong += kill_one(survivor, i, &late) != -EOWNERDEAD;
	EQ(wrong, 0, name);
	EQ(late, 0, "and knows of it within a second");
}

/* Writers of many: each in a lane of its own, killed and replaced. */
static struct shmmpsc_area *lanes;

static void write_until_killed(void)
{
	int lane = take_lane(lanes, CAPACITY, WRITERS, getpid());
	struct shmring ring;
	struct shmwait wait;
	uint64_t n;

	MUST(lane >= 0);
	kp_shmmpsc_join_writer(&ring, lanes, CAPACITY, lane);
	wait = ring_wait(&ring, -1);
	for (n = 0; !send_next(&ring, &wait, n); n++)
		;
	_exit(1);
}

static pid_t start_writer(void)
{
	pid_t pid = child();

	if (pid == 0)
		write_until_killed();
	return pid;
}

static bool lanes_changed(void *owner)
{
	return kp_shmmpsc_changed(owner);
}

/* Takes what there is for a while; returns false when it was not right. */
static bool drain(struct shmmpsc *in, struct shmwait *wait, uint64_t *next,
		  int64_t until)
{
	const void *at;
	uint64_t *n;
	size_t size;
	int result;

	while (kp_now() < until) {
		result = kp_shmmpsc_peek(in, &at, &size);
		if (result == -EAGAIN || result == 0) {
			kp_shmwait_until(wait, until);
			continue;
		}
		n = &next[in->current];
		if (result != 1 || size != 1 + *n * 7919 % 1500 ||
		    !is_message(at, size, *n))
			return false;
		kp_shmmpsc_release(in);
		++*n;
	}
	return true;
}

/* The pid that has lane i, or 0. */
static pid_t writer_in(unsigned int i)
{
	return (pid_t)atomic_load(&lanes->writers[i]);
}

static void bury(struct shmmpsc *in, pid_t pid)
{
	unsigned int i;

	join_taken_lanes(in);
	for (i = 0; i < WRITERS; i++)
		if (writer_in(i) == pid)
			kp_shmmpsc_writer_gone(in, i);
}

/* Until the dead one's lane is free. Others go on meanwhile. */
static bool free_again(struct shmmpsc *in, struct shmwait *wait,
		       uint64_t *next, pid_t pid)
{
	int64_t end = kp_now() + 1000000000LL * test_patience(1);
	unsigned int i, mine = WRITERS;

	for (i = 0; i < WRITERS; i++)
		if (writer_in(i) == pid)
			mine = i;
	while (mine < WRITERS && writer_in(mine) == pid) {
		if (kp_now() > end || !drain(in, wait, next, kp_now() + 1000))
			return false;
	}
	if (mine < WRITERS)
		next[mine] = 0;
	return true;
}

static void kill_writers(int rounds)
{
	uint64_t next[WRITERS] = { 0 };
	pid_t pid[WRITERS];
	struct shmmpsc in;
	struct shmwait wait;
	bool right = true;
	int i, one;

	join_many(&in, lanes, CAPACITY, WRITERS);
	kp_shmwait_init(&wait, -1);
	wait.mine = kp_shmmpsc_standing(&in);
	wait.changed = lanes_changed;
	wait.peer_died = nobody_dies;
	wait.owner = &in;
	for (i = 0; i < WRITERS; i++)
		pid[i] = start_writer();
	for (i = 0; right && i < rounds; i++) {
		right = drain(&in, &wait, next, kp_now() + chance(2000000));
		one = chance(WRITERS);
		kill(pid[one], SIGKILL);
		MUST(WIFSIGNALED(reap(pid[one])));
		bury(&in, pid[one]);
		right = right && free_again(&in, &wait, next, pid[one]);
		pid[one] = start_writer();
	}
	OK(right, "what living writers send is right, and lanes come free");
	EQ(i, rounds, "however often one is killed");
	for (i = 0; i < WRITERS; i++) {
		kill(pid[i], SIGKILL);
		reap(pid[i]);
	}
}

int main(void)
{
	int rounds = test_scaled(30);

	test_begin(200);
	test.half = "kill -9";
	area = guarded(kp_shmring_bytes(CAPACITY));
	lanes = guarded(kp_shmmpsc_bytes(CAPACITY, WRITERS));
	kill_many_times(SHMRING_READS, rounds,
			"the reader gets all, then EOWNERDEAD");
	kill_many_times(SHMRING_WRITES, rounds, "the writer gets EOWNERDEAD");
	kill_writers(10 * rounds);
	return test_end();
}
