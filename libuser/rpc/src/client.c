// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A client: the CLIENT that stubs made by rpcgen call through. Makes it, sets
 * what can be set, ends it; its calls are in call.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../../src/lib.h"
#include "client.h"
#include "explain.h"
#include "options.h"
#include "until.h"

static void get_error(CLIENT *handle, struct rpc_err *error)
{
	if (kp_last_call.client == kp_client_of(handle)->id)
		*error = kp_last_call.error;
	else
		*error = (struct rpc_err){ .re_status = RPC_SUCCESS };
}

static void do_not_abort(CLIENT *handle)
{
	(void)handle;
}

static bool_t free_results(CLIENT *handle, xdrproc_t decode, void *results)
{
	(void)handle;
	xdr_free(decode, results);
	return TRUE;
}

static bool set_time(_Atomic int64_t *time, const struct timeval *value)
{
	if (value->tv_sec < 0 || value->tv_usec < 0 ||
	    value->tv_sec > INT32_MAX || value->tv_usec >= 1000000)
		return false;
	atomic_store(time, kp_timeval_ns(value));
	return true;
}

static void get_time(_Atomic int64_t *time, struct timeval *value)
{
	int64_t ns = atomic_load(time);

	if (ns < 0)
		ns = 0;
	value->tv_sec = ns / KP_SECONDS(1);
	value->tv_usec = ns % KP_SECONDS(1) / 1000;
}

static uint32_t exchange_xid(struct kp_client *client, const uint32_t *xid)
{
	uint32_t before;

	pthread_mutex_lock(&client->sending);
	before = client->xid;
	if (xid)
		client->xid = *xid - 1;
	pthread_mutex_unlock(&client->sending);
	return before;
}

static bool_t control(CLIENT *handle, u_int request, void *info)
{
	struct kp_client *client = kp_client_of(handle);
	uint32_t *number = info;
	short events;

	if (!info)
		return FALSE;
	switch (request) {
	case CLSET_TIMEOUT:
		return set_time(&client->timeout, info);
	case CLGET_TIMEOUT:
		get_time(&client->timeout, info);
		return TRUE;
	case CLSET_RETRY_TIMEOUT:
		return set_time(&client->retry, info);
	case CLGET_RETRY_TIMEOUT:
		get_time(&client->retry, info);
		return TRUE;
	case CLGET_FD:
		*(int *)info = kp_channel_fd(client->receive, KP_RECEIVE,
					     &events);
		return TRUE;
	case CLGET_XID:
		*number = exchange_xid(client, NULL);
		return TRUE;
	case CLSET_XID:
		exchange_xid(client, number);
		return TRUE;
	case CLGET_PROG:
		*number = atomic_load(&client->prog);
		return TRUE;
	case CLSET_PROG:
		atomic_store(&client->prog, *number);
		return TRUE;
	case CLGET_VERS:
		*number = atomic_load(&client->vers);
		return TRUE;
	case CLSET_VERS:
		atomic_store(&client->vers, *number);
		return TRUE;
	default:
		return FALSE;
	}
}

static void destroy(CLIENT *handle)
{
	struct kp_client *client = kp_client_of(handle);

	kp_writer_free(&client->writer);
	kp_answers_free(&client->answers);
	pthread_mutex_destroy(&client->sending);
	if (client->send != client->receive)
		kp_channel_close(client->send);
	kp_channel_close(client->receive);
	free(client->name);
	free(client);
}

/* libtirpc's type has no const. */
static struct clnt_ops operations = {
	.cl_call = kp_client_call,
	.cl_abort = do_not_abort,
	.cl_geterr = get_error,
	.cl_freeres = free_results,
	.cl_destroy = destroy,
	.cl_control = control,
};

static uint32_t first_xid(void)
{
	uint32_t xid;

	/* Any will do; this one no other client is likely to have. */
	if (getrandom(&xid, sizeof(xid), GRND_NONBLOCK) != sizeof(xid))
		xid = (uint32_t)kp_deadline(1);
	return xid;
}

static uint64_t new_id(void)
{
	static _Atomic uint64_t last;

	return atomic_fetch_add(&last, 1) + 1;
}

static int attach(const char *name, struct kp_channel *receive,
		  struct kp_channel *send, rpcprog_t prog, rpcvers_t vers,
		  size_t max_record, CLIENT **result)
{
	struct kp_client *client = calloc(1, sizeof(*client));
	int error = -ENOMEM;

	if (!client)
		return error;
	client->name = strdup(name);
	if (client->name)
		error = kp_answers_init(&client->answers, receive, max_record);
	if (error) {
		free(client->name);
		free(client);
		return error;
	}
	kp_writer_init(&client->writer, send, max_record);
	pthread_mutex_init(&client->sending, NULL);
	client->id = new_id();
	client->receive = receive;
	client->send = send;
	client->prog = prog;
	client->vers = vers;
	client->timeout = -1;
	client->retry = -1;
	client->xid = first_xid();
	client->handle.cl_ops = &operations;
	client->handle.cl_private = client;
	client->handle.cl_auth = authnone_create();
	client->handle.cl_tp = client->name;
	*result = &client->handle;
	return 0;
}

/**
 * kp_clnt_attach - call over channels that are open already
 * @receive: where answers come from
 * @send: where calls go; the same if it is duplex
 * @prog: number of the program
 * @vers: its version
 * @options: max_record of them, or NULL
 * @result: receives the client; clnt_destroy() it
 *
 * The channels are the client's if it succeeds. @result is written only then.
 *
 * Return: 0, -EINVAL (bad options; a doorbell; not opened in that direction),
 * -ENOMEM.
 */
KP_PUBLIC int kp_clnt_attach(struct kp_channel *receive,
			     struct kp_channel *send, rpcprog_t prog,
			     rpcvers_t vers,
			     const struct kp_rpc_options *options,
			     CLIENT **result)
{
	struct kp_rpc_settings settings;
	int error;

	error = kp_rpc_settings_take(&settings, options);
	if (!error)
		error = kp_rpc_channels_check(receive, send);
	if (error)
		return error;
	return attach(kp_channel_transport(send)->name, receive, send, prog,
		      vers, settings.max_record, result);
}

/**
 * kp_clnt_create - connect to a server
 * @uri: an address it takes clients at
 * @prog: number of the program
 * @vers: its version
 * @options: what the client shall be like, or NULL
 * @result: receives the client; clnt_destroy() it
 *
 * Waits for the server, 5 seconds unless @options say otherwise. @result is
 * written only on success.
 *
 * Return: 0, -EINVAL, -ENOMEM, or what kp_channel_open() returns.
 */
KP_PUBLIC int kp_clnt_create(const char *uri, rpcprog_t prog, rpcvers_t vers,
			     const struct kp_rpc_options *options,
			     CLIENT **result)
{
	struct kp_rpc_settings settings;
	struct kp_channel *channel;
	int error;

	error = kp_rpc_settings_take(&settings, options);
	if (!error)
		error = kp_channel_open(uri, KP_DUPLEX, &settings.channel,
					&channel);
	if (error)
		return error;
	error = kp_rpc_channels_check(channel, channel);
	if (!error)
		error = attach(uri, channel, channel, prog, vers,
			       settings.max_record, result);
	if (error)
		kp_channel_close(channel);
	return error;
}

/**
 * kp_clnt_strerror - what became of this thread's last call
 * @handle: a client of this library
 * @text: receives a sentence
 * @size: room for it; 300 bytes are enough but for very long addresses
 *
 * Return: @text.
 */
KP_PUBLIC char *kp_clnt_strerror(CLIENT *handle, char *text, size_t size)
{
	struct kp_client *client = kp_client_of(handle);
	struct rpc_err error;

	get_error(handle, &error);
	kp_rpc_explain(text, size, client->name, kp_last_call.proc, &error);
	return text;
}
