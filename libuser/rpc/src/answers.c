// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Calls that wait for their answers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "answers.h"
#include "until.h"

#define NS_PER_S 1000000000

int kp_answers_init(struct kp_answers *answers, struct kp_channel *channel,
		    size_t max_record)
{
	*answers = (struct kp_answers){
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.authenticator = PTHREAD_MUTEX_INITIALIZER,
	};
	return kp_reader_init(&answers->reader, channel, max_record);
}

void kp_answers_free(struct kp_answers *answers)
{
	kp_reader_free(&answers->reader);
	pthread_mutex_destroy(&answers->authenticator);
	pthread_mutex_destroy(&answers->lock);
}

void kp_answers_expect(struct kp_answers *answers, struct kp_call *call)
{
	call->state = KP_CALL_WAITS;
	call->changed = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
	pthread_mutex_lock(&answers->lock);
	call->next = answers->calls;
	answers->calls = call;
	pthread_mutex_unlock(&answers->lock);
}

static void over(struct kp_call *call, enum clnt_stat status, int error)
{
	call->error.re_status = status;
	call->error.re_errno = error;
	call->state = KP_CALL_IS_OVER;
	pthread_cond_signal(&call->changed);
}

static bool verify(struct kp_answers *answers, struct kp_call *call,
		   struct opaque_auth *verifier)
{
	bool right;

	pthread_mutex_lock(&answers->authenticator);
	right = AUTH_VALIDATE(call->auth, verifier);
	pthread_mutex_unlock(&answers->authenticator);
	return right;
}

/* Results are decoded behind the verifier, when that is found right. */
static bool_t decode_later(XDR *xdrs, void *results)
{
	(void)xdrs;
	(void)results;
	return TRUE;
}

/* Without the lock: the call is not given up while it is decoded. */
static void decode(struct kp_answers *answers, struct kp_call *call,
		   const void *record, size_t length)
{
	char verifier[MAX_AUTH_BYTES];
	struct rpc_msg message = {
		.acpted_rply.ar_verf.oa_base = verifier,
		.acpted_rply.ar_results.proc = (xdrproc_t)decode_later,
	};
	XDR xdrs;

	xdrmem_create(&xdrs, (char *)record, length, XDR_DECODE);
	if (!xdr_replymsg(&xdrs, &message)) {
		call->error.re_status = RPC_CANTDECODERES;
		return;
	}
	_seterr_reply(&message, &call->error);
	if (call->error.re_status != RPC_SUCCESS)
		return;
	if (!verify(answers, call, &message.acpted_rply.ar_verf)) {
		call->error.re_status = RPC_AUTHERROR;
		call->error.re_why = AUTH_INVALIDRESP;
	} else if (!AUTH_UNWRAP(call->auth, &xdrs, call->decode,
				call->results)) {
		call->error.re_status = RPC_CANTDECODERES;
	}
}

/* Whom the record is for; NULL also when nobody waits for it any more. */
static struct kp_call *find(struct kp_answers *answers, const void *record)
{
	struct kp_call *call;
	uint32_t xid;

	memcpy(&xid, record, sizeof(xid));
	xid = ntohl(xid);
	for (call = answers->calls; call; call = call->next)
		if (call->xid == xid && call->state == KP_CALL_WAITS)
			return call;
	return NULL;
}

static void end(struct kp_answers *answers, int error)
{
	struct kp_call *call;

	answers->ended = error;
	for (call = answers->calls; call; call = call->next)
		if (call->state == KP_CALL_WAITS)
			over(call, RPC_CANTRECV, error);
}

/* With the lock, which it gives away meanwhile. 0 or ETIMEDOUT. */
static int receive_one(struct kp_answers *answers, int64_t deadline)
{
	struct kp_call *call;
	const void *record;
	int result = 0;
	ssize_t n;

	answers->receiving = true;
	pthread_mutex_unlock(&answers->lock);
	n = kp_reader_next(&answers->reader, &record, deadline);
	pthread_mutex_lock(&answers->lock);
	if (n == -EAGAIN || n == -ETIMEDOUT) {
		result = ETIMEDOUT;
	} else if (n < (ssize_t)sizeof(uint32_t)) {
		end(answers, n < 0 ? -n : n == 0 ? ECONNRESET : EBADMSG);
	} else {
		call = find(answers, record);
		if (call) {
			call->state = KP_CALL_IS_DECODED;
			pthread_mutex_unlock(&answers->lock);
			decode(answers, call, record, n);
			pthread_mutex_lock(&answers->lock);
			call->state = KP_CALL_IS_OVER;
			pthread_cond_signal(&call->changed);
		}
	}
	answers->receiving = false;
	return result;
}

/* 0 or ETIMEDOUT. */
static int sleep_until(struct kp_answers *answers, struct kp_call *call,
		       int64_t deadline)
{
	struct timespec ts = {
		.tv_sec = deadline / NS_PER_S,
		.tv_nsec = deadline % NS_PER_S,
	};

	if (deadline == KP_DEADLINE_NEVER)
		return pthread_cond_wait(&call->changed, &answers->lock);
	return pthread_cond_clockwait(&call->changed, &answers->lock,
				      CLOCK_MONOTONIC, &ts);
}

/* Wakes another one to receive, if there is need of that. */
static void pass_on(struct kp_answers *answers, const struct kp_call *but)
{
	struct kp_call *call;

	if (answers->receiving)
		return;
	for (call = answers->calls; call; call = call->next) {
		if (call != but && call->state == KP_CALL_WAITS) {
			pthread_cond_signal(&call->changed);
			return;
		}
	}
}

static void take_out(struct kp_answers *answers, struct kp_call *call)
{
	struct kp_call **link = &answers->calls;

	while (*link != call)
		link = &(*link)->next;
	*link = call->next;
}

static void wait_while_decoded(struct kp_answers *answers,
			       struct kp_call *call)
{
	while (call->state == KP_CALL_IS_DECODED)
		pthread_cond_wait(&call->changed, &answers->lock);
}

bool kp_answers_wait(struct kp_answers *answers, struct kp_call *call,
		     int64_t deadline)
{
	int late = 0;
	bool done;

	pthread_mutex_lock(&answers->lock);
	while (call->state == KP_CALL_WAITS && !late) {
		if (answers->ended)
			over(call, RPC_CANTRECV, answers->ended);
		else if (answers->receiving)
			late = sleep_until(answers, call, deadline);
		else
			late = receive_one(answers, deadline);
		wait_while_decoded(answers, call);
	}
	done = call->state == KP_CALL_IS_OVER;
	if (done)
		take_out(answers, call);
	pass_on(answers, call);
	pthread_mutex_unlock(&answers->lock);
	return done;
}

bool kp_answers_forget(struct kp_answers *answers, struct kp_call *call)
{
	bool done;

	pthread_mutex_lock(&answers->lock);
	wait_while_decoded(answers, call);
	done = call->state == KP_CALL_IS_OVER;
	take_out(answers, call);
	pass_on(answers, call);
	pthread_mutex_unlock(&answers->lock);
	return done;
}

void kp_answers_look(struct kp_answers *answers)
{
	pthread_mutex_lock(&answers->lock);
	while (!answers->receiving && !answers->ended &&
	       !receive_one(answers, KP_DEADLINE_NOW))
		;
	pass_on(answers, NULL);
	pthread_mutex_unlock(&answers->lock);
}
