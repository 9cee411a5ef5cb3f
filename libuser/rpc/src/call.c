// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Calls: sends one, waits for its answer, sends it again if that is asked for.
 * How calls meet their answers is in answers.c.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <time.h>

#include "../../src/lib.h"
#include "client.h"
#include "until.h"

/* A call that waits for no answer still waits for room to be sent. */
#define SEND_WITHIN KP_SECONDS(1)
/* How often an authenticator may try again when it was refused. */
#define REFRESHES 2
/* While there is no room to send, how often to look for answers: it may be
 * that they are what the server has no room for.
 */
#define LOOK_EVERY KP_MS(5)

__thread struct kp_last_call kp_last_call;

/* What is to be encoded; lives as long as the call. */
struct request {
	struct kp_client *client;
	bool numbered;
	uint32_t xid;
	rpcproc_t proc;
	xdrproc_t encode;
	void *arguments;
};

static bool_t encode_call(XDR *xdrs, void *context)
{
	struct request *request = context;
	struct kp_client *client = request->client;
	AUTH *auth = client->handle.cl_auth;
	u_int header[] = {
		request->xid, CALL, RPC_MSG_VERSION, client->prog,
		client->vers, request->proc,
	};
	bool_t done;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(header); i++)
		if (!xdr_u_int(xdrs, &header[i]))
			return FALSE;
	pthread_mutex_lock(&client->answers.authenticator);
	done = AUTH_MARSHALL(auth, xdrs);
	pthread_mutex_unlock(&client->answers.authenticator);
	return done &&
	       AUTH_WRAP(auth, xdrs, request->encode, request->arguments);
}

static bool is_late(int error)
{
	return error == -EAGAIN || error == -ETIMEDOUT;
}

static int flush(struct kp_client *client, int64_t deadline)
{
	int64_t until = KP_DEADLINE_NOW;
	int error;

	for (;;) {
		error = kp_writer_flush(&client->writer, until);
		if (!is_late(error) || until == deadline)
			return error;
		kp_answers_look(&client->answers);
		until = kp_deadline(LOOK_EVERY);
		if (until > deadline)
			until = deadline;
	}
}

/* With sending held. A record of which part is sent when time is over counts
 * as sent: its rest stays, and goes before the next one.
 */
static int send_record(struct kp_client *client, struct request *request,
		       int64_t deadline)
{
	int error = 0;

	if (client->writer.length)
		error = flush(client, deadline);
	if (!error)
		error = kp_writer_encode(&client->writer, encode_call,
					 request);
	if (error)
		return error;
	error = flush(client, deadline);
	if (is_late(error) && !kp_writer_drop(&client->writer))
		return 0;
	return error;
}

/* A lock that others hold while they wait for room. 0, -EAGAIN, -ETIMEDOUT. */
static int lock_until(pthread_mutex_t *lock, int64_t deadline)
{
	struct timespec ts = {
		.tv_sec = deadline / KP_SECONDS(1),
		.tv_nsec = deadline % KP_SECONDS(1),
	};

	if (deadline == KP_DEADLINE_NEVER)
		return -pthread_mutex_lock(lock);
	return -pthread_mutex_clocklock(lock, CLOCK_MONOTONIC, &ts);
}

/* Sends a call for the first time, or again. With call, which may be NULL, an
 * answer is expected, however this ends.
 */
static int send_call(struct kp_client *client, struct request *request,
		     struct kp_call *call, int64_t deadline)
{
	int error = lock_until(&client->sending, deadline);

	if (error)
		return error;
	if (!request->numbered) {
		request->numbered = true;
		request->xid = ++client->xid;
		if (call) {
			call->xid = request->xid;
			kp_answers_expect(&client->answers, call);
		}
	}
	error = send_record(client, request, deadline);
	pthread_mutex_unlock(&client->sending);
	return error;
}

static enum clnt_stat not_sent(struct rpc_err *result, int error)
{
	result->re_status = error == -EMSGSIZE || error == -EINVAL ?
			    RPC_CANTENCODEARGS : RPC_CANTSEND;
	result->re_errno = -error;
	return result->re_status;
}

static enum clnt_stat timed_out(struct rpc_err *result)
{
	result->re_status = RPC_TIMEDOUT;
	result->re_errno = ETIMEDOUT;
	return result->re_status;
}

/* A call that waits for no answer, as batched calls do. */
static enum clnt_stat call_and_go(struct kp_client *client,
				  struct request *request, bool wants_results,
				  struct rpc_err *result)
{
	int error = send_call(client, request, NULL, kp_deadline(SEND_WITHIN));

	if (error)
		return not_sent(result, error);
	return wants_results ? timed_out(result) : RPC_SUCCESS;
}

/* When to stop waiting and send again, or not. */
static int64_t retry_at(const struct kp_client *client, int64_t deadline)
{
	int64_t retry = atomic_load(&client->retry);
	int64_t at = kp_deadline(retry);

	return retry > 0 && at < deadline ? at : deadline;
}

static enum clnt_stat call_and_wait(struct kp_client *client,
				    struct request *request,
				    struct kp_call *call, int64_t deadline)
{
	int error = send_call(client, request, call, deadline);
	int64_t until;

	if (error) {
		if (request->numbered)
			kp_answers_forget(&client->answers, call);
		return not_sent(&call->error, error);
	}
	for (;;) {
		until = retry_at(client, deadline);
		if (kp_answers_wait(&client->answers, call, until))
			return call->error.re_status;
		if (until == deadline)
			break;
		/* If it fails, the answer to the first one may still come. */
		send_call(client, request, call, deadline);
	}
	if (kp_answers_forget(&client->answers, call))
		return call->error.re_status;
	return timed_out(&call->error);
}

static bool refresh(struct kp_client *client)
{
	bool again;

	pthread_mutex_lock(&client->answers.authenticator);
	again = AUTH_REFRESH(client->handle.cl_auth, NULL);
	pthread_mutex_unlock(&client->answers.authenticator);
	return again;
}

enum clnt_stat kp_client_call(CLIENT *handle, rpcproc_t proc, xdrproc_t encode,
			      void *arguments, xdrproc_t decode, void *results,
			      struct timeval given)
{
	struct kp_client *client = kp_client_of(handle);
	int64_t timeout = atomic_load(&client->timeout);
	int refreshes = REFRESHES;
	enum clnt_stat status;
	struct request request;
	struct kp_call call;
	int64_t deadline;

	if (timeout < 0)
		timeout = kp_timeval_ns(&given);
	deadline = kp_deadline(timeout);
	do {
		request = (struct request){
			.client = client,
			.proc = proc,
			.encode = encode,
			.arguments = arguments,
		};
		call = (struct kp_call){
			.auth = handle->cl_auth,
			.decode = decode,
			.results = results,
		};
		status = timeout == 0 ?
			call_and_go(client, &request, decode, &call.error) :
			call_and_wait(client, &request, &call, deadline);
	} while (status == RPC_AUTHERROR && refreshes-- && refresh(client));
	kp_last_call.client = client->id;
	kp_last_call.proc = proc;
	kp_last_call.error = call.error;
	kp_last_call.error.re_status = status;
	return status;
}
