// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * The side of a server: a segment that is nothing but a mailbox with a name, in
 * which clients post memory of their own (be_client() in shmopen.c).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "names.h"
#include "shmchan.h"

static int make_listener(int names, struct shm_listener *listener,
			 const struct kp_request *request)
{
	const struct shm_plan plan = { .listens = 1 };
	struct shm_header *header;
	int there = kp_shm_look(names, listener->backend, listener->address), error;

	if (there)
		return there < 0 ? there : -EADDRINUSE;
	error = kp_shm_create(names, listener->backend, listener->address,
			      SHM_HEADER, request, &listener->memory);
	if (error)
		return error;
	header = (struct shm_header *)listener->memory.at;
	error = kp_shm_populate(header, SHM_HEADER);
	if (!error) {
		listener->box = kp_shmlink_open_box(&listener->key);
		error = listener->box < 0 ? listener->box : 0;
	}
	if (!error) {
		header->in_box = listener->key;
		error = kp_shm_format(&listener->memory, &plan);
		if (!error)
			return 0;
		close(listener->box);
	}
	listener->backend->remove(listener->address);
	kp_name_forget(names, listener->backend->scheme, listener->address);
	listener->backend->detach(&listener->memory);
	return error;
}

int kp_shm_listen_at(struct kp_listener *base, const struct kp_request *request)
{
	const struct shm_backend *backend = kp_shm_backend_of(base->transport);
	struct shm_listener *listener = (struct shm_listener *)base;
	int names, error;

	listener->backend = backend;
	listener->address = backend->address(request->address);
	if (!listener->address)
		return -errno;
	names = kp_names_lock();
	error = names;
	if (names >= 0) {
		error = make_listener(names, listener, request);
		kp_names_unlock(names);
	}
	if (error || (request->flags & KP_KEEP)) {
		free(listener->address);
		listener->address = NULL;
	}
	return error;
}

/* A letter that is none, or memory that is none, is the client's own fault. */
static int let_client_in(struct shm_channel *shm,
			 struct shmlink_letter *letter, int64_t spin)
{
	struct shm_plan plan;
	int error;

	if (letter->count < 2 || !kp_shmlink_is_ours(letter->fd[0]) ||
	    !kp_shmlink_is_ours(letter->fd[1]))
		return -EPROTO;
	error = shm->backend->attach_nameless(letter, &shm->memory);
	if (error)
		return error;
	error = kp_shm_read_plan(&shm->memory, &plan);
	if (!error && (plan.listens || plan.lanes != 1 || plan.back != 1))
		error = -EPROTO;
	if (error) {
		shm->backend->detach(&shm->memory);
		return error;
	}
	kp_shm_join(shm, &plan, false, 0, letter->fd[0], letter->fd[1], spin);
	return 0;
}

int kp_shm_accept(struct kp_listener *base, struct kp_channel *channel,
		  int64_t deadline)
{
	struct shm_listener *listener = (struct shm_listener *)base;
	struct shm_channel *shm = shm_of(channel);
	struct shmlink_letter letter;
	int result;

	shm->backend = listener->backend;
	for (;;) {
		result = kp_shmlink_take(listener->box, &listener->key,
					 &letter);
		if (result == -EAGAIN) {
			result = kp_wait_fd(listener->box, POLLIN, deadline);
			if (result < 0)
				return result;
			continue;
		}
		if (result)
			return result;
		if (!let_client_in(shm, &letter, base->options.spin))
			break;
		kp_shmlink_drop(&letter);
	}
	while (letter.count > 2)
		close(letter.fd[--letter.count]);
	return 0;
}

int kp_shm_listener_fd(const struct kp_listener *listener)
{
	return ((const struct shm_listener *)listener)->box;
}

void kp_shm_unlisten(struct kp_listener *base)
{
	struct shm_listener *listener = (struct shm_listener *)base;

	close(listener->box);
	listener->backend->detach(&listener->memory);
	kp_shm_take_name_away(listener->backend, listener->address);
}
