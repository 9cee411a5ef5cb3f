// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How the two sides of a segment find each other.
 *
 * What a guest does, in this order, so that it can be killed anywhere: it takes
 * its place (a lane, or that of the one guest), posts its sockets, and wakes
 * the maker.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "shmchan.h"

/* How long a guest asks for a place where all are taken, in ns. */
#define PATIENCE 500000000

static void set_longest(struct shm_channel *shm, const struct shm_plan *plan)
{
	shm->base.max_message = plan->capacity / 2 - 8;
}

static int new_poll(int box)
{
	int poll = epoll_create1(EPOLL_CLOEXEC), error;

	if (poll < 0)
		return -errno;
	error = kp_shm_watch(poll, box);
	if (!error)
		return poll;
	close(poll);
	return error;
}

static int open_box(int *box, int *poll, struct shmlink_box *key,
		    struct shmlink_box *shared)
{
	*box = kp_shmlink_open_box(key);
	if (*box < 0)
		return *box;
	*poll = new_poll(*box);
	if (*poll < 0)
		return *poll;
	*shared = *key;
	return 0;
}

int kp_shm_make(struct shm_channel *shm, const struct shm_plan *plan,
		int64_t spin)
{
	struct shm_header *header = (struct shm_header *)shm->memory.at;
	struct shmmpsc_area *there = kp_shm_to_maker(&shm->memory);
	struct shmmpsc_area *back = kp_shm_from_maker(&shm->memory, plan);
	int error;

	kp_shm_begin(shm);
	set_longest(shm, plan);
	/* Lanes that nobody may ever take are left to those that do. */
	error = kp_shm_populate(header, SHM_HEADER);
	if (!error && plan->lanes == 1)
		error = kp_shm_populate(there,
					kp_shmmpsc_bytes(plan->capacity, 1));
	if (!error && plan->back)
		error = kp_shm_populate(back,
					kp_shmmpsc_bytes(plan->capacity, 1));
	if (!error && plan->lanes) {
		kp_shm_begin_in(&shm->in, there, plan, plan->lanes, spin);
		shm->in.ring.once = plan->back;
		error = open_box(&shm->in.box, &shm->in.poll, &shm->in.key,
				 &header->in_box);
	}
	if (!error && plan->back) {
		kp_shm_begin_out(&shm->out, back, plan, 0, spin);
		error = open_box(&shm->out.box, &shm->out.poll, &shm->out.key,
				 &header->out_box);
	}
	if (!error)
		error = kp_shm_format(&shm->memory, plan);
	if (error)
		kp_shm_leave(shm);
	return error;
}

/* The only lane is the place of the only guest; of one that receives, the lane
 * that its maker needs not take.
 */
static struct shmmpsc_area *places(const struct shm_memory *memory,
				   const struct shm_plan *plan)
{
	return plan->lanes ? kp_shm_to_maker(memory) :
			     kp_shm_from_maker(memory, plan);
}

/* Makes two sockets; keeps one and posts the other. */
static int introduce(const struct shmlink_box *shared, unsigned int lane,
		     int *sock, int64_t deadline)
{
	struct shmlink_box box = *shared;
	struct shmlink_letter letter = { .lane = lane, .count = 1 };
	int pair[2], error;

	error = kp_shmlink_pair(pair);
	if (error)
		return error;
	memcpy(letter.secret, box.secret, sizeof(letter.secret));
	letter.fd[0] = pair[1];
	error = kp_shmlink_post(&box, &letter, deadline);
	close(pair[1]);
	if (error)
		close(pair[0]);
	else
		*sock = pair[0];
	return error;
}

/* A reader that always has something to read does not look who has gone, and
 * their lanes are not free before it does: it is told to. Nobody waits for long
 * here: who comes with a short deadline finds a place or is refused.
 */
static int take_place(struct shmmpsc_area *area, const struct shm_plan *plan,
		      int32_t name, int64_t deadline)
{
	unsigned int lanes = plan->lanes ? plan->lanes : 1;
	int64_t until = kp_now() + PATIENCE;
	const struct timespec rest = { .tv_nsec = PATIENCE / 500 };
	int lane;

	if (until > deadline)
		until = deadline;
	for (;;) {
		lane = kp_shmmpsc_take(area, lanes, name);
		if (lane != -EBUSY || lanes == 1 || kp_now() >= until)
			return lane;
		kp_shmmpsc_announce(area, plan->capacity);
		nanosleep(&rest, NULL);
	}
}

int kp_shm_visit(struct shm_channel *shm, const struct shm_plan *plan,
		 int64_t spin, int64_t deadline)
{
	struct shm_header *header = (struct shm_header *)shm->memory.at;
	struct shmmpsc_area *area = places(&shm->memory, plan);
	int lane, sock[2] = { -1, -1 }, error;
	struct kp_owner self;

	error = kp_owner_self(&self);
	if (error)
		return error;
	/* A pid means nothing to a maker who counts others. */
	if (self.pid_space != header->maker.pid_space)
		self.pid = SHMMPSC_STRANGER;
	lane = take_place(area, plan, self.pid, deadline);
	if (lane < 0)
		return lane;
	error = kp_shm_populate((char *)area +
				kp_shmmpsc_lane_at(plan->capacity, lane),
				kp_shmring_bytes(plan->capacity));
	if (!error && plan->lanes)
		error = introduce(&header->in_box, lane, &sock[1], deadline);
	if (!error && plan->back)
		error = introduce(&header->out_box, 0, &sock[0], deadline);
	if (error) {
		kp_shmmpsc_give_back(area, lane);
		if (sock[1] >= 0)
			close(sock[1]);
		return error;
	}
	kp_shm_join(shm, plan, false, lane, sock[0], sock[1], spin);
	if (plan->lanes)
		kp_shmmpsc_announce(area, plan->capacity);
	return 0;
}

void kp_shm_join(struct shm_channel *shm, const struct shm_plan *plan,
		 bool maker, unsigned int lane, int in_sock, int out_sock,
		 int64_t spin)
{
	struct shmmpsc_area *there = kp_shm_to_maker(&shm->memory);
	struct shmmpsc_area *back = kp_shm_from_maker(&shm->memory, plan);

	kp_shm_begin(shm);
	set_longest(shm, plan);
	if (in_sock >= 0) {
		kp_shm_begin_in(&shm->in, maker ? there : back, plan, 1, spin);
		kp_shm_add_writer(&shm->in, 0, in_sock);
		shm->in.poll = in_sock;
	}
	if (out_sock >= 0) {
		kp_shm_begin_out(&shm->out, maker ? back : there, plan, lane,
				 spin);
		shm->out.sock = out_sock;
		shm->out.poll = out_sock;
	}
}
