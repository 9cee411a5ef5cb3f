// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Serves: waits for clients and for what they call, and takes them in turn.
 *
 * Clients whose channel is a descriptor are looked at when poll(2) says so.
 * Into the others one can look without a system call. For a moment after there
 * was something to do that is done again and again, as a client that got its
 * answer is likely to call again; only then their descriptors are armed, and
 * the server sleeps.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>

#include "../../src/lib.h"
#include "service.h"
#include "until.h"

/* Turns after which descriptors are looked at though there is no time. */
#define TURNS_WITHOUT_POLL 64
/* Calls of one client in a turn, if it has so many. */
#define CALLS_IN_A_TURN 16
/* When no descriptor is left for a client, how long it waits for one. */
#define PAUSE_MS 50

static bool is_stopped(const struct kp_svc *svc)
{
	return atomic_load(&svc->stopped);
}

/* An address from which no client can be taken for want of a descriptor or of
 * memory is left alone for a while, as there are others to serve.
 */
static void take_clients(struct kp_svc *svc)
{
	struct kp_channel *channel;
	struct kp_address *address;
	int error;

	for (address = svc->addresses; address; address = address->next) {
		if (!address->awake)
			continue;
		address->awake = false;
		error = kp_accept(address->listener, KP_NOW, &channel);
		if (!error) {
			error = kp_svc_attach(svc, channel, channel);
			if (error)
				kp_channel_close(channel);
		}
		address->paused = error == -EMFILE || error == -ENFILE ||
				  error == -ENOMEM;
	}
}

/* Serves one client for as long as there is something to do, but not so long
 * that others have to wait. Asking a descriptor again is left to poll(2).
 */
static bool serve_one(struct kp_svc *svc, struct kp_session *session)
{
	int calls = 0;

	while (calls < CALLS_IN_A_TURN && !session->over &&
	       !is_stopped(svc) && kp_session_serve(session)) {
		calls++;
		if (session->itself && !kp_reader_holds(&session->reader))
			break;
	}
	session->awake = calls && kp_reader_holds(&session->reader);
	return calls;
}

/* True if there was something to do, so there may be more. */
static bool serve(struct kp_svc *svc)
{
	struct kp_session **link = &svc->sessions, *session;
	bool busy = false;

	while ((session = *link)) {
		if (session->awake || !session->itself)
			busy |= serve_one(svc, session);
		if (!session->over) {
			link = &session->next;
			continue;
		}
		/* Not *link: a procedure may have added others before it. */
		for (link = &svc->sessions; *link != session;
		     link = &(*link)->next)
			;
		*link = session->next;
		svc->counts.clients--;
		svc->in_memory -= !session->itself;
		kp_session_close(session);
	}
	return busy;
}

static int make_room(struct kp_svc *svc)
{
	struct pollfd *polled;
	struct kp_address *address;
	size_t count = 1 + svc->counts.clients;

	for (address = svc->addresses; address; address = address->next)
		count++;
	if (count <= svc->polled_room)
		return 0;
	polled = realloc(svc->polled, 2 * count * sizeof(*polled));
	if (!polled)
		return -ENOMEM;
	svc->polled = polled;
	svc->polled_room = 2 * count;
	return 0;
}

/* What to wait for. Sets *timeout to 0 if something is ready as it is. */
static nfds_t arm(struct kp_svc *svc, int *timeout)
{
	struct kp_session *session;
	struct kp_channel *channel;
	struct kp_address *address;
	struct pollfd *next = svc->polled;
	unsigned int wants;

	*next++ = (struct pollfd){ .fd = svc->wake, .events = POLLIN };
	for (address = svc->addresses; address; address = address->next) {
		*next++ = (struct pollfd){
			.fd = address->paused ? -1 :
			      kp_listener_fd(address->listener),
			.events = POLLIN,
		};
		if (address->paused && *timeout)
			*timeout = PAUSE_MS;
	}
	for (session = svc->sessions; session; session = session->next) {
		wants = kp_session_wants(session);
		channel = wants == KP_SEND ? session->send : session->receive;
		next->fd = kp_channel_fd(channel, wants, &next->events);
		next++;
		if (session->awake || (*timeout && !session->itself &&
				       kp_channel_ready(channel, wants)))
			*timeout = 0;
	}
	return next - svc->polled;
}

/* Marks what is worth a look. */
static int look(struct kp_svc *svc, int timeout)
{
	struct kp_session *session;
	struct kp_address *address;
	struct pollfd *next = svc->polled;
	nfds_t count;
	int error = make_room(svc);

	if (error)
		return error;
	count = arm(svc, &timeout);
	if (poll(svc->polled, count, timeout) < 0)
		return errno == EINTR ? 0 : -errno;
	next = svc->polled + 1;
	for (address = svc->addresses; address; address = address->next) {
		address->awake = address->paused || next->revents;
		address->paused = false;
		next++;
	}
	for (session = svc->sessions; session; session = session->next)
		if (next++->revents)
			session->awake = true;
	return 0;
}

static int64_t spin_from_now(const struct kp_svc *svc)
{
	return svc->in_memory && svc->spin > 0 ? kp_deadline(svc->spin) :
						 KP_DEADLINE_NOW;
}

/**
 * kp_svc_run - serve clients until kp_svc_stop()
 * @svc: a server
 *
 * Return: 0; -ENOMEM, when not even what is there can be waited for.
 */
KP_PUBLIC int kp_svc_run(struct kp_svc *svc)
{
	int64_t spin = spin_from_now(svc);
	int error = 0, turns = 0;
	uint64_t rung;

	while (!error && !is_stopped(svc)) {
		take_clients(svc);
		if (serve(svc)) {
			spin = spin_from_now(svc);
			if (svc->in_memory && ++turns < TURNS_WITHOUT_POLL)
				continue;
			error = look(svc, 0);
		} else if (kp_until(spin) == KP_NOW) {
			error = look(svc, -1);
		}
		turns = 0;
	}
	atomic_store(&svc->stopped, false);
	eventfd_read(svc->wake, &rung);
	return error;
}
