// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Opens and closes channels of shared memory: who makes a segment, who joins
 * one, whose name it is to take away. What the kinds of memory do differently
 * is behind struct shm_backend.
 *
 * Names are looked at and made with the names locked (names.h), so nobody meets
 * a segment that is not finished, and one whose maker died is taken away by the
 * next that comes.
 *
 * A client of a listener brings its own memory, of which it is the maker; so
 * clients have nothing in common that one could spoil for another.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <unistd.h>

#include "names.h"
#include "shmchan.h"

const struct shm_backend *
kp_shm_backend_of(const struct kp_transport *transport)
{
	static const struct shm_backend *const kinds[] = {
		&kp_shm_posix, &kp_shm_sysv, &kp_shm_file,
	};
	size_t i = 0;

	while (strcmp(kinds[i]->scheme, transport->info.name))
		i++;
	return kinds[i];
}

/* A segment says itself who made it: there may be no note of that any more,
 * or never have been (KP_KEEP).
 */
static bool read_owner(const struct shm_backend *backend, const char *address,
		       struct kp_owner *owner)
{
	struct shm_memory memory;
	struct shm_plan plan;
	bool known;

	if (backend->attach(address, &memory))
		return false;
	known = !kp_shm_read_plan(&memory, &plan);
	if (known)
		*owner = ((struct shm_header *)memory.at)->maker;
	backend->detach(&memory);
	return known;
}

/* With names locked: is it there, and not left over? 1 or 0. */
int kp_shm_look(int names, const struct shm_backend *backend,
		const char *address)
{
	struct kp_owner owner;
	int there = backend->exists(address), error;

	if (there <= 0)
		return there;
	if (kp_name_owner(names, backend->scheme, address, &owner) &&
	    !read_owner(backend, address, &owner))
		return 1;
	if (!kp_owner_dead(&owner))
		return 1;
	error = backend->remove(address);
	kp_name_forget(names, backend->scheme, address);
	return error;
}

void kp_shm_take_name_away(const struct shm_backend *backend, char *address)
{
	int names;

	if (!address)
		return;
	names = kp_names_lock();
	if (names >= 0) {
		if (kp_name_mine(names, backend->scheme, address)) {
			backend->remove(address);
			kp_name_forget(names, backend->scheme, address);
		}
		kp_names_unlock(names);
	}
	free(address);
}

/* Makes the memory, and the note of whose it is. */
int kp_shm_create(int names, const struct shm_backend *backend,
		  const char *address, size_t bytes,
		  const struct kp_request *request, struct shm_memory *memory)
{
	int error = kp_name_note(names, backend->scheme, address);

	if (error)
		return error;
	error = backend->create(address, bytes, request, memory);
	if (error || (request->flags & KP_KEEP))
		kp_name_forget(names, backend->scheme, address);
	return error;
}

static int make_named(int names, struct shm_channel *shm, const char *address,
		      const struct kp_request *request)
{
	const struct kp_options *options = request->options;
	bool receives = request->flags & KP_RECEIVE;
	bool sends = request->flags & KP_SEND;
	int64_t capacity = kp_shm_capacity(options);
	struct shm_plan plan = {
		.capacity = capacity,
		.lanes = !receives ? 0 : sends ? 1 : SHMMPSC_LANES,
		.back = sends,
	};
	int error;

	if (capacity < 0)
		return (int)capacity;
	error = kp_shm_create(names, shm->backend, address, kp_shm_bytes(&plan),
			      request, &shm->memory);
	if (error)
		return error;
	error = kp_shm_make(shm, &plan, options->spin);
	if (!error)
		return 0;
	shm->backend->remove(address);
	kp_name_forget(names, shm->backend->scheme, address);
	shm->backend->detach(&shm->memory);
	return error;
}

/* Fills in a letter for the other side, and this side's sockets. */
static int make_sockets(struct shmlink_letter *letter, int sock[2])
{
	int first[2], second[2], error;

	error = kp_shmlink_pair(first);
	if (error)
		return error;
	error = kp_shmlink_pair(second);
	if (error) {
		close(first[0]);
		close(first[1]);
		return error;
	}
	sock[0] = first[0];
	letter->fd[letter->count++] = first[1];
	sock[1] = second[0];
	letter->fd[letter->count++] = second[1];
	return 0;
}

/*
 * A letter with memory in it: fd[0] is the socket of the ring to whoever gets
 * the letter, fd[1] of the ring back, and then come those of the memory.
 */
static int make_nameless(struct shm_channel *shm, const struct shm_plan *plan,
			 const struct kp_request *request,
			 struct shmlink_letter *letter, int sock[2])
{
	int error = make_sockets(letter, sock);

	if (error)
		return error;
	error = shm->backend->create_nameless(kp_shm_bytes(plan),
					      request->flags, &shm->memory,
					      letter);
	if (!error) {
		error = kp_shm_populate(shm->memory.at, kp_shm_bytes(plan));
		if (!error)
			error = kp_shm_format(&shm->memory, plan);
		if (!error)
			return 0;
		shm->backend->detach(&shm->memory);
	}
	kp_shmlink_drop(letter);
	close(sock[0]);
	close(sock[1]);
	return error;
}

static int be_client(struct shm_channel *shm, const struct shmlink_box *shared,
		     const struct kp_request *request)
{
	int64_t capacity = kp_shm_capacity(request->options);
	struct shm_plan plan = { .capacity = capacity, .lanes = 1, .back = 1 };
	struct shmlink_letter letter = { 0 };
	struct shmlink_box box = *shared;
	int sock[2], error;

	if (capacity < 0)
		return (int)capacity;
	error = make_nameless(shm, &plan, request, &letter, sock);
	if (error)
		return error;
	memcpy(letter.secret, box.secret, sizeof(letter.secret));
	error = kp_shmlink_post(&box, &letter, request->deadline);
	kp_shmlink_drop(&letter);
	if (error) {
		shm->backend->detach(&shm->memory);
		close(sock[0]);
		close(sock[1]);
		return error;
	}
	kp_shm_join(shm, &plan, true, 0, sock[1], sock[0],
		    request->options->spin);
	return 0;
}

/* Whether the other side's directions are those that are left. */
static int check_directions(const struct shm_plan *plan, unsigned int flags)
{
	unsigned int left = (plan->lanes ? KP_SEND : 0) |
			    (plan->back ? KP_RECEIVE : 0);

	return (flags & KP_DUPLEX) == left ? 0 : -EBUSY;
}

/* Joins the segment that is mapped already, or unmaps it. */
static int join_named(struct shm_channel *shm,
		      const struct kp_request *request)
{
	const struct kp_options *options = request->options;
	struct shm_memory met = shm->memory;
	struct shm_plan plan;
	int error = kp_shm_read_plan(&met, &plan);

	if (!error && plan.listens) {
		error = be_client(shm, &((struct shm_header *)met.at)->in_box,
				  request);
		shm->backend->detach(&met);
		return error;
	}
	if (!error)
		error = check_directions(&plan, request->flags);
	if (!error && options->max_message > plan.capacity / 2 - 8)
		error = -EMSGSIZE;
	if (!error)
		error = kp_shm_visit(shm, &plan, options->spin,
				     request->deadline);
	if (error)
		shm->backend->detach(&met);
	return error;
}

/* 1: it is made and joined, 0: it is mapped. */
static int make_or_attach(int names, struct shm_channel *shm,
			  const char *address,
			  const struct kp_request *request)
{
	int there = kp_shm_look(names, shm->backend, address), error;

	if (there < 0)
		return there;
	if (there && (request->flags & KP_EXCLUSIVE))
		return -EEXIST;
	if (there)
		return shm->backend->attach(address, &shm->memory);
	if (!(request->flags & KP_CREATE))
		return -ENOENT;
	error = make_named(names, shm, address, request);
	return error ? error : 1;
}

/* What is sent to nobody would be lost when the sender closes, and its name
 * goes with it. So a maker that only sends waits until somebody receives.
 */
static int wait_for_reader(struct shm_channel *shm,
			   const struct kp_request *request)
{
	int result;

	if ((request->flags & KP_DUPLEX) != KP_SEND)
		return 0;
	while (shm->out.sock < 0) {
		result = kp_wait_fd(shm->out.box, POLLIN, request->deadline);
		if (result < 0)
			return result;
		kp_shm_look_for_reader(&shm->out);
	}
	return 0;
}

int kp_shm_open_named(struct kp_channel *channel,
		      const struct kp_request *request)
{
	const struct shm_backend *backend = kp_shm_backend_of(channel->transport);
	struct shm_channel *shm = shm_of(channel);
	char *address = backend->address(request->address);
	int names, result;

	if (!address)
		return -errno;
	shm->backend = backend;
	names = kp_names_lock();
	result = names;
	if (names >= 0) {
		result = make_or_attach(names, shm, address, request);
		kp_names_unlock(names);
	}
	if (result == 1 && !(request->flags & KP_KEEP))
		shm->address = address;
	else
		free(address);
	if (result != 1)
		return result ? result : join_named(shm, request);
	result = wait_for_reader(shm, request);
	if (result)
		kp_shm_close(channel);
	return result;
}

int kp_shm_open_pair(struct kp_channel *pair[2],
		     const struct kp_request *request)
{
	const struct shm_backend *backend = kp_shm_backend_of(pair[0]->transport);
	struct shm_channel *one = shm_of(pair[0]), *two = shm_of(pair[1]);
	bool duplex = (request->flags & KP_DUPLEX) == KP_DUPLEX;
	int64_t capacity = kp_shm_capacity(request->options);
	struct shm_plan plan = {
		.capacity = capacity, .lanes = 1, .back = duplex,
	};
	int64_t spin = request->options->spin;
	struct shmlink_letter letter = { 0 };
	int sock[2], error;

	if (capacity < 0)
		return (int)capacity;
	one->backend = backend;
	two->backend = backend;
	error = make_nameless(one, &plan, request, &letter, sock);
	if (error)
		return error;
	error = backend->attach_nameless(&letter, &two->memory);
	if (error) {
		backend->detach(&one->memory);
		kp_shmlink_drop(&letter);
		close(sock[0]);
		close(sock[1]);
		return error;
	}
	if (!duplex) {
		close(sock[0]);
		close(letter.fd[0]);
		sock[0] = -1;
		letter.fd[0] = -1;
	}
	kp_shm_join(one, &plan, true, 0, sock[1], sock[0], spin);
	kp_shm_join(two, &plan, false, 0, letter.fd[0], letter.fd[1], spin);
	/* The two sockets are the channel's now. */
	while (letter.count > 2)
		close(letter.fd[--letter.count]);
	return 0;
}

void kp_shm_close(struct kp_channel *channel)
{
	struct shm_channel *shm = shm_of(channel);

	kp_shm_leave(shm);
	shm->backend->detach(&shm->memory);
	kp_shm_take_name_away(shm->backend, shm->address);
}
