// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A server: its addresses, its programs and its clients. What it does with
 * them is in serve.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../src/lib.h"
#include "service.h"

/* For how long to look before sleeping, in ns, where there is more than one
 * processor.
 */
#define SPIN_AS_USUAL 20000

/**
 * kp_svc_create - make a server
 * @uri: the first address to take clients at, or NULL
 * @options: what it shall be like, or NULL; copied
 * @result: receives the server; kp_svc_destroy() it
 *
 * Return: 0, -EINVAL, -EMFILE, -ENFILE, -ENOMEM, or what kp_svc_listen()
 * returns.
 */
KP_PUBLIC int kp_svc_create(const char *uri,
			    const struct kp_rpc_options *options,
			    struct kp_svc **result)
{
	struct kp_rpc_settings settings;
	struct kp_svc *svc;
	int error;

	error = kp_rpc_settings_take(&settings, options);
	if (error)
		return error;
	svc = calloc(1, sizeof(*svc));
	if (!svc)
		return -ENOMEM;
	svc->settings = settings;
	svc->spin = settings.channel.spin;
	if (svc->spin == 0)
		svc->spin = sysconf(_SC_NPROCESSORS_ONLN) > 1 ?
			    SPIN_AS_USUAL : -1;
	svc->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	error = svc->wake < 0 ? -errno : 0;
	if (!error && uri)
		error = kp_svc_listen(svc, uri);
	if (error) {
		if (svc->wake >= 0)
			close(svc->wake);
		free(svc);
		return error;
	}
	*result = svc;
	return 0;
}

/**
 * kp_svc_destroy - close all clients and addresses
 * @svc: a server that does not run, or NULL
 */
KP_PUBLIC void kp_svc_destroy(struct kp_svc *svc)
{
	struct kp_session *session;
	struct kp_address *address;
	struct kp_program *program;

	if (!svc)
		return;
	while ((address = svc->addresses)) {
		svc->addresses = address->next;
		kp_listener_close(address->listener);
		free(address);
	}
	while ((session = svc->sessions)) {
		svc->sessions = session->next;
		kp_session_close(session);
	}
	while ((program = svc->programs)) {
		svc->programs = program->next;
		free(program);
	}
	free(svc->polled);
	close(svc->wake);
	free(svc);
}

/**
 * kp_svc_listen - take clients at an address
 * @svc: a server
 * @uri: the address; the transport can listen, and send both ways
 *
 * May be called by a procedure.
 *
 * Return: 0, -ENOMEM, or what kp_listen() returns.
 */
KP_PUBLIC int kp_svc_listen(struct kp_svc *svc, const char *uri)
{
	struct kp_address *address = calloc(1, sizeof(*address));
	int error;

	if (!address)
		return -ENOMEM;
	error = kp_listen(uri, KP_DUPLEX, &svc->settings.channel,
			  &address->listener);
	if (error) {
		free(address);
		return error;
	}
	address->next = svc->addresses;
	svc->addresses = address;
	return 0;
}

/**
 * kp_svc_attach - serve a client whose channels are open already
 * @svc: a server
 * @receive: where its calls come from
 * @send: where its answers go; the same if it is duplex
 *
 * May be called by a procedure. The channels are the server's if it succeeds.
 *
 * Return: 0, -EINVAL (a doorbell, or not opened in that direction), -ENOMEM.
 */
KP_PUBLIC int kp_svc_attach(struct kp_svc *svc, struct kp_channel *receive,
			    struct kp_channel *send)
{
	struct kp_session *session;
	int error;

	error = kp_rpc_channels_check(receive, send);
	if (!error)
		error = kp_session_open(&session, receive, send,
					svc->settings.max_record,
					&svc->programs, &svc->counts);
	if (error)
		return error;
	session->next = svc->sessions;
	svc->sessions = session;
	svc->in_memory += !session->itself;
	svc->counts.clients++;
	svc->counts.accepted++;
	return 0;
}

/**
 * kp_svc_register - add a version of a program
 * @svc: a server
 * @prog: number of the program
 * @vers: its version
 * @dispatch: called for every call of it
 *
 * Return: 0, -EEXIST, -ENOMEM.
 */
KP_PUBLIC int kp_svc_register(struct kp_svc *svc, rpcprog_t prog,
			      rpcvers_t vers, kp_dispatch *dispatch)
{
	struct kp_program *program;

	for (program = svc->programs; program; program = program->next)
		if (program->prog == prog && program->vers == vers)
			return -EEXIST;
	program = malloc(sizeof(*program));
	if (!program)
		return -ENOMEM;
	*program = (struct kp_program){ svc->programs, prog, vers, dispatch };
	svc->programs = program;
	return 0;
}

/**
 * kp_svc_counts - what a server has done so far
 * @svc: a server
 * @counts: filled in
 *
 * For the thread that the server belongs to, so also for procedures.
 */
KP_PUBLIC void kp_svc_counts(const struct kp_svc *svc,
			     struct kp_svc_counts *counts)
{
	*counts = svc->counts;
}

/**
 * kp_svc_stop - let kp_svc_run() return
 * @svc: a server
 *
 * From any thread, from procedures, from signal handlers. If the server does
 * not run, it will not when it is run next.
 */
KP_PUBLIC void kp_svc_stop(struct kp_svc *svc)
{
	int saved = errno;

	atomic_store(&svc->stopped, true);
	/* Fails only when it was written to already. */
	if (eventfd_write(svc->wake, 1))
		errno = saved;
}
