// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The two ends of a channel in shared memory, one for each direction: their
 * mailboxes and sockets, who has come through them and who has gone.
 *
 * A place whose taker was killed before he posted anything is set free by his
 * pid; that may be too late, when the pid is used again at once or means nothing
 * here, but never too early.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "shmchan.h"

int kp_shm_watch(int poll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void ring_bell(void *owner)
{
	const int *sock = owner;

	if (*sock >= 0)
		kp_shmlink_ring(*sock);
}

/* --- receiving --- */

void kp_shm_add_writer(struct shm_in *in, unsigned int lane, int sock)
{
	struct shmwait_peer *peer = &in->ring.lane[lane].peer;

	in->sock[lane] = sock;
	kp_shmmpsc_join_lane(&in->ring, lane);
	peer->ring_bell = ring_bell;
	peer->owner = &in->sock[lane];
}

static void forget_socket(struct shm_in *in, unsigned int lane)
{
	if (in->sock[lane] >= 0)
		close(in->sock[lane]);
	in->sock[lane] = -1;
}

/* Lets in those that have posted something. */
static void let_in(struct shm_in *in)
{
	struct shmlink_letter letter;

	while (in->box >= 0 && !kp_shmlink_take(in->box, &in->key, &letter)) {
		if (letter.count != 1 || !kp_shmlink_is_ours(letter.fd[0]) ||
		    letter.lane >= in->ring.lanes ||
		    kp_shmmpsc_has_joined(&in->ring, letter.lane) ||
		    kp_shm_watch(in->poll, letter.fd[0])) {
			kp_shmlink_drop(&letter);
			continue;
		}
		forget_socket(in, letter.lane);
		kp_shm_add_writer(in, letter.lane, letter.fd[0]);
	}
}

/* A place taken by a process that died before it could post anything. */
static void free_place(struct shmmpsc_area *area, unsigned int lane)
{
	uint32_t pid = atomic_load(&area->writers[lane]);

	if (pid == 0 || pid > INT32_MAX)
		return;
	if (kill((pid_t)pid, 0) < 0 && errno == ESRCH)
		atomic_compare_exchange_strong(&area->writers[lane], &pid, 0);
}

int kp_shm_look_for_writers(void *owner)
{
	struct shm_in *in = owner;
	unsigned int i;

	let_in(in);
	for (i = 0; i < in->ring.lanes; i++) {
		if (!kp_shmmpsc_has_joined(&in->ring, i)) {
			if (in->box >= 0) {
				forget_socket(in, i);
				free_place(in->ring.area, i);
			}
		} else if (kp_shmlink_ended(in->sock[i])) {
			kp_shmmpsc_writer_gone(&in->ring, i);
		}
	}
	return 0;
}

static void look(void *owner)
{
	kp_shm_look_for_writers(owner);
}

static bool in_changed(void *owner)
{
	const struct shm_in *in = owner;

	return kp_shmmpsc_changed(&in->ring);
}

void kp_shm_begin_in(struct shm_in *in, struct shmmpsc_area *area,
		     const struct shm_plan *plan, unsigned int lanes,
		     int64_t spin)
{
	unsigned int i;

	kp_shmmpsc_join_reader(&in->ring, area, plan->capacity, lanes);
	in->ring.arrived = look;
	in->ring.owner = in;
	kp_shmwait_init(&in->wait, spin);
	in->wait.mine = kp_shmmpsc_standing(&in->ring);
	in->wait.changed = in_changed;
	in->wait.peer_died = kp_shm_look_for_writers;
	in->wait.owner = in;
	in->box = -1;
	in->poll = -1;
	for (i = 0; i < SHMMPSC_LANES; i++)
		in->sock[i] = -1;
}

/* --- sending --- */

/* The receiver has posted its socket. */
static void let_out(struct shm_out *out)
{
	struct shmlink_letter letter;

	while (out->box >= 0 &&
	       !kp_shmlink_take(out->box, &out->key, &letter)) {
		if (letter.count != 1 || !kp_shmlink_is_ours(letter.fd[0]) ||
		    out->sock >= 0 || kp_shm_watch(out->poll, letter.fd[0])) {
			kp_shmlink_drop(&letter);
			continue;
		}
		out->sock = letter.fd[0];
	}
}

int kp_shm_look_for_reader(void *owner)
{
	struct shm_out *out = owner;

	let_out(out);
	if (out->sock < 0)
		free_place(out->area, 0);
	else if (kp_shmlink_ended(out->sock))
		out->ended = true;
	return out->ended ? -EPIPE : 0;
}

static void ring_reader(void *owner)
{
	struct shm_out *out = owner;

	let_out(out);
	ring_bell(&out->sock);
}

static bool out_changed(void *owner)
{
	const struct shm_out *out = owner;

	return kp_shmring_changed(&out->ring);
}

void kp_shm_begin_out(struct shm_out *out, struct shmmpsc_area *area,
		      const struct shm_plan *plan, unsigned int lane,
		      int64_t spin)
{
	kp_shmmpsc_join_writer(&out->ring, area, plan->capacity, lane);
	out->ring.peer.ring_bell = ring_reader;
	out->ring.peer.owner = out;
	kp_shmwait_init(&out->wait, spin);
	out->wait.mine = out->ring.standing;
	out->wait.changed = out_changed;
	out->wait.peer_died = kp_shm_look_for_reader;
	out->wait.owner = out;
	out->area = area;
	out->box = -1;
	out->poll = -1;
	out->sock = -1;
}

/* --- both --- */

void kp_shm_begin(struct shm_channel *shm)
{
	unsigned int i;

	shm->in.box = -1;
	shm->in.poll = -1;
	shm->out.box = -1;
	shm->out.poll = -1;
	shm->out.sock = -1;
	for (i = 0; i < SHMMPSC_LANES; i++)
		shm->in.sock[i] = -1;
}

static void close_socket(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void leave_in(struct shm_in *in)
{
	unsigned int i;

	if (in->box >= 0)
		close_socket(&in->poll);
	close_socket(&in->box);
	for (i = 0; i < SHMMPSC_LANES; i++)
		close_socket(&in->sock[i]);
	if (in->ring.area)
		kp_shmmpsc_hint(&in->ring);
}

/* When the sockets are closed, the peer is told to look at its own: after
 * fork() others may still have this side, so nothing else says that it is gone.
 * For the same reason a mailbox is only closed, not emptied.
 */
void kp_shm_leave(struct shm_channel *shm)
{
	struct shm_out *out = &shm->out;

	leave_in(&shm->in);
	if (out->box >= 0)
		close_socket(&out->poll);
	close_socket(&out->box);
	close_socket(&out->sock);
	if (out->ring.data)
		kp_shmwait_hint(&out->ring.peer);
}
